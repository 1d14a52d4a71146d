#include "gateway/adapters/channel/plugin_notification.h"

#include "gateway/adapters/channel/card_mask.h"
#include "gateway/adapters/channel/clean_text.h"
#include "gateway/adapters/channel/contract.h"
#include "gateway/adapters/channel/isolation/isolated_channel.h"
#include "gateway/adapters/channel/outcome_reader.h"
#include "gateway/base/digest.h"
#include "gateway/base/encoding.h"
#include "gateway/base/log.h"

namespace tollgate::channel {
namespace {

static_assert(static_cast<int>(ReportKind::outcome) == TOLLGATE_REPORT_OUTCOME);
static_assert(static_cast<int>(ReportKind::dispute_opened) == TOLLGATE_REPORT_DISPUTE_OPENED);
static_assert(static_cast<int>(ReportKind::dispute_won) == TOLLGATE_REPORT_DISPUTE_WON);
static_assert(static_cast<int>(ReportKind::dispute_lost) == TOLLGATE_REPORT_DISPUTE_LOST);
static_assert(static_cast<int>(ReportKind::reversed) == TOLLGATE_REPORT_REVERSED);

constexpr std::size_t kContentTypeMax = 128;
constexpr std::size_t kReferenceMax = 256;

Result<Money> read_money(const tollgate_money& raw) {
  const auto money = money_of(raw);
  if (!money) return fault("A report names an impossible amount.");
  return *money;
}

// Nobody showed the plugin a card here, but a channel may have written one into what it sent.
Status check_for_card_numbers(Outcome& outcome) {
  outcome.message = without_card_numbers(outcome.message);
  for (const auto& [key, value] : outcome.data)
    if (has_card_number(value)) return fault("A report's data holds a card number.");
  return ok_status();
}

Status read_outcome_report(const tollgate_report& raw, Mode mode, ChannelReport& into) {
  if (raw.outcome == nullptr) return fault("A report of an outcome has none.");
  OutcomeBounds bounds;
  bounds.mode = mode;
  auto outcome = read_outcome(raw.outcome, bounds);
  if (!outcome) return std::move(outcome).error();
  into.outcome = std::move(*outcome);
  if (auto status = check_for_card_numbers(into.outcome); !status) return status;
  const bool says_amount =
      into.outcome.kind == OutcomeKind::approved && raw.outcome->approved_amount != nullptr;
  if (!says_amount || raw.amount != nullptr) return ok_status();
  auto amount = read_money(*raw.outcome->approved_amount);
  if (!amount) return std::move(amount).error();
  into.amount = *amount;
  return ok_status();
}

Status read_report(const tollgate_report* raw, const PluginChannel& channel,
                   NotificationReading& into) {
  if (raw == nullptr || raw->size < sizeof(tollgate_report))
    return fault("A report is too small a struct.");
  if (!is_text(raw->operation_id, kReferenceMax))
    return fault("A report's operation_id is too long or missing.");
  // A kind that is younger than this host says nothing to it.
  if (raw->kind <= TOLLGATE_REPORT_UNKNOWN || raw->kind > TOLLGATE_REPORT_REVERSED)
    return ok_status();
  ChannelReport report;
  report.channel_account = channel.account();
  report.kind = static_cast<ReportKind>(raw->kind);
  if (raw->amount != nullptr) {
    auto amount = read_money(*raw->amount);
    if (!amount) return std::move(amount).error();
    report.amount = *amount;
  }
  if (report.kind == ReportKind::outcome)
    if (auto status = read_outcome_report(*raw, channel.mode(), report); !status) return status;
  const auto id = OperationId::parse(text_of(raw->operation_id));
  if (!id) {
    ++into.foreign;
    return ok_status();
  }
  report.operation_id = *id;
  into.reports.push_back(std::move(report));
  return ok_status();
}

Status read_answer(const tollgate_reading& raw, NotificationAnswer& into) {
  into.status = raw.verdict == TOLLGATE_VERDICT_ACCEPTED ? 200 : 401;
  if (raw.answer == nullptr) return ok_status();
  const tollgate_notify_answer& answer = *raw.answer;
  if (answer.size < sizeof(tollgate_notify_answer) || answer.http_status < 200 ||
      answer.http_status > 499 || !is_text(answer.content_type, kContentTypeMax) ||
      !is_text(answer.body, TOLLGATE_NOTIFICATION_ANSWER_MAX))
    return fault("The answer to a notification is out of bounds.");
  into.status = answer.http_status;
  into.content_type = text_of(answer.content_type);
  into.body = text_of(answer.body);
  // One header must not become two.
  if (clean_text(into.content_type, kContentTypeMax) != into.content_type)
    return fault("The content type of the answer to a notification is malformed.");
  return ok_status();
}

Status read_accepted(const tollgate_reading& raw, const PluginChannel& channel,
                     const RawNotification& notification, NotificationReading& into) {
  into.accepted = true;
  if (!is_text(raw.event_id, TOLLGATE_NOTIFICATION_EVENT_ID_MAX))
    return fault("The event id of a notification is too long or missing.");
  into.event_id = text_of(raw.event_id);
  if (into.event_id.empty()) {
    const Digest32 digest = sha256(notification.body);
    into.event_id = "sha256:" + to_hex(as_text(digest));
  }
  if (raw.report_count > TOLLGATE_NOTIFICATION_REPORTS_MAX ||
      (raw.report_count > 0 && raw.reports == nullptr))
    return fault("A notification has too many reports.");
  for (std::size_t i = 0; i < raw.report_count; ++i)
    if (auto status = read_report(raw.reports[i], channel, into); !status) return status;
  return ok_status();
}

Result<NotificationReading> check(const tollgate_reading& raw, const PluginChannel& channel,
                                  const RawNotification& notification) {
  if (raw.size < sizeof(tollgate_reading)) return fault("Its reading is too small a struct.");
  if (raw.verdict != TOLLGATE_VERDICT_REFUSED && raw.verdict != TOLLGATE_VERDICT_ACCEPTED)
    return fault("Its reading has an unknown verdict.");
  if (!is_text(raw.sentence, TOLLGATE_SENTENCE_MAX))
    return fault("The sentence of its reading is too long or missing.");
  NotificationReading into;
  into.sentence = without_card_numbers(clean_text(text_of(raw.sentence), TOLLGATE_MESSAGE_MAX));
  if (auto status = read_answer(raw, into.answer); !status) return std::move(status).error();
  if (raw.verdict == TOLLGATE_VERDICT_ACCEPTED)
    if (auto status = read_accepted(raw, channel, notification, into); !status)
      return std::move(status).error();
  return into;
}

// Gives the reading back to its plugin, whatever happens.
class Given {
 public:
  Given(const PluginChannel& channel, const tollgate_reading* reading)
      : channel_(channel), reading_(reading) {}
  ~Given() {
    if (reading_ == nullptr) return;
    try {
      channel_.notify()->release(&channel_.raw(), reading_);
    } catch (...) {
      reading_ = nullptr;  // nothing more can be asked of it
    }
  }
  Given(const Given&) = delete;
  Given& operator=(const Given&) = delete;

 private:
  const PluginChannel& channel_;
  const tollgate_reading* reading_;
};

// Neither proven nor refused.
NotificationReading unreadable_now() {
  NotificationReading reading;
  reading.later = true;
  reading.sentence = "The plugin's process is away.";
  return reading;
}

Result<NotificationReading> ask(const PluginChannel& channel, const RawNotification& notification) {
  std::vector<tollgate_pair> headers;
  headers.reserve(notification.headers.size());
  for (const auto& [name, value] : notification.headers)
    headers.push_back({view_of(name), view_of(value)});
  tollgate_notification raw{};
  raw.size = sizeof raw;
  raw.method = view_of(notification.method);
  raw.path = view_of(notification.path);
  raw.query = view_of(notification.query);
  raw.headers = headers.data();
  raw.header_count = headers.size();
  raw.body = view_of(notification.body);
  raw.time_unix_us = unix_micros(notification.received_at);
  const tollgate_reading* reading = nullptr;
  try {
    reading = channel.notify()->read(&channel.raw(), &raw);
  } catch (...) {
    return fault("It threw an exception while it read a notification.");
  }
  if (reading == nullptr) return fault("It made nothing of a notification.");
  const Given given(channel, reading);
  if (is_nobody_there(reading)) return unreadable_now();
  return check(*reading, channel, notification);
}

}  // namespace

NotificationReading read_plugin_notification(const PluginChannel& channel,
                                             const RawNotification& notification,
                                             bool& plugin_fault) {
  auto reading = ask(channel, notification);
  plugin_fault = !reading.ok();
  if (reading.ok()) return std::move(*reading);
  log_error("A channel plugin broke its contract", {{"channel", channel.account()},
                                                    {"plugin", channel.description().id},
                                                    {"fault", reading.error().message}});
  NotificationReading refused;
  refused.sentence = reading.error().message;
  return refused;
}

}  // namespace tollgate::channel
