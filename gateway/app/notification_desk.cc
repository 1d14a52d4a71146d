#include "gateway/app/notification_desk.h"

#include "gateway/app/apply_report.h"
#include "gateway/app/finish_operation.h"
#include "gateway/app/notification_text.h"
#include "gateway/base/log.h"

namespace tollgate {
namespace {

constexpr std::string_view kField = "notification";
constexpr Duration kSleepStep = std::chrono::milliseconds(50);

RecordOwner owner_of(const std::string& id, const StoredNotification& row) {
  return {id, row.channel_account, kField};
}

bool is_too_large(const RawNotification& notification, const NotificationLimits& limits) {
  return notification.body.size() > limits.body_bytes_max ||
         notification.headers.size() > limits.headers_max;
}

NotificationMark mark_of(const StoredNotification& row, NotificationStatus status,
                         std::string result) {
  NotificationMark mark;
  mark.id = row.id;
  mark.status = status;
  mark.attempts = row.attempts;
  mark.result = std::move(result);
  return mark;
}

// What came of the reports of one notification, taken together.
struct Applied {
  std::size_t applied = 0;
  std::size_t busy = 0;
  std::size_t missing = 0;
};

Task<Applied> apply_all(Services& services, const NotificationReading& reading) {
  Applied sum;
  for (std::size_t i = 0; i < reading.reports.size(); ++i) {
    ChannelReport report = reading.reports[i];
    report.key = reading.event_id + "\n" + std::to_string(i);
    const ReportResult result = co_await apply_report(services, std::move(report));
    if (result == ReportResult::applied) ++sum.applied;
    if (result == ReportResult::try_again) ++sum.busy;
    if (result == ReportResult::unknown_operation) ++sum.missing;
  }
  co_return sum;
}

void log_given_up(const StoredNotification& row, const std::string& why) {
  log_error("a channel's notification was given up: see `tollgate notifications given-up`",
            {{"notification_id", row.id.str()}, {"channel", row.channel_account}, {"why", why}});
}

// What follows from what came of the reports.
NotificationMark verdict_of(const StoredNotification& row, const NotificationReading& reading,
                            const Applied& sum, std::uint32_t attempts_max) {
  if (sum.busy + sum.missing == 0) {
    const bool nothing = reading.foreign > 0 && reading.reports.empty();
    if (nothing)
      return mark_of(row, NotificationStatus::given_up,
                     "It speaks of operations that no gateway of ours ever named.");
    return sum.applied > 0 ? mark_of(row, NotificationStatus::applied, "")
                           : mark_of(row, NotificationStatus::known, "It said what was known.");
  }
  const std::string why = sum.missing > 0 ? "It speaks of an operation that this account has not."
                                          : "Others changed the payment at the same time.";
  NotificationMark mark = mark_of(row, NotificationStatus::waiting, why);
  ++mark.attempts;
  if (mark.attempts >= attempts_max) {
    mark.status = NotificationStatus::given_up;
    return mark;
  }
  mark.due_in = resolve_backoff(mark.attempts);
  return mark;
}

}  // namespace

std::string_view to_text(NotificationStatus status) {
  switch (status) {
    case NotificationStatus::received:
      return "received";
    case NotificationStatus::refused:
      return "refused";
    case NotificationStatus::waiting:
      return "waiting";
    case NotificationStatus::applied:
      return "applied";
    case NotificationStatus::known:
      return "known";
    case NotificationStatus::given_up:
      return "given_up";
    default:
      return "unknown";
  }
}

Task<Receipt> NotificationDesk::receive(std::string channel, std::string channel_account,
                                        RawNotification notification) {
  Receipt receipt;
  receipt.kind = Receipt::Kind::nobody;
  if (!reader_.takes_notifications(channel, channel_account)) co_return receipt;
  ++counters_.received;
  receipt.kind = Receipt::Kind::too_large;
  const bool fits = !is_too_large(notification, limits_);
  if (fits) receipt.kind = Receipt::Kind::too_many;
  if (!fits || !may_enter(channel_account)) {
    ++counters_.turned_away;
    co_return receipt;
  }
  notification.received_at = services_.clock.now();
  StoredNotification row;
  row.id = NotificationId::make(notification.received_at, services_.random);
  row.channel_account = std::move(channel_account);
  row.received_at = notification.received_at;
  if (co_await is_over_bound(row.channel_account))
    co_return co_await read_first(std::move(row), notification);
  receipt.kind = Receipt::Kind::unavailable;
  if (!co_await store_raw(row, notification)) co_return receipt;
  const NotificationReading reading = reader_.read_notification(row.channel_account, notification);
  if (reading.later) co_return receipt;  // it is stored, and due again after its lease
  co_await settle(row, reading);
  receipt.kind = Receipt::Kind::answered;
  receipt.answer = reading.answer;
  co_return receipt;
}

// Strangers have filled their share: nothing of theirs is stored any more.
Task<Receipt> NotificationDesk::read_first(StoredNotification row,
                                           const RawNotification& notification) {
  const NotificationReading reading = reader_.read_notification(row.channel_account, notification);
  Receipt receipt;
  if (reading.later) co_return receipt;
  if (!reading.accepted) {
    ++counters_.refused;
    ++counters_.refused_unstored;
  } else {
    if (!co_await store_raw(row, notification)) co_return receipt;
    co_await settle(row, reading);
  }
  receipt.kind = Receipt::Kind::answered;
  receipt.answer = reading.answer;
  co_return receipt;
}

bool NotificationDesk::may_enter(const std::string& channel_account) {
  const std::lock_guard lock(mutex_);
  return accounts_[channel_account].bucket.take(services_.clock.now(), limits_.rate);
}

Task<bool> NotificationDesk::is_over_bound(const std::string& channel_account) {
  const Timestamp now = services_.clock.now();
  {
    const std::lock_guard lock(mutex_);
    Account& account = accounts_[channel_account];
    ++account.unverified;  // this one, until it is counted
    if (account.counted && now < account.counted_at + limits_.recount_every)
      co_return account.unverified > limits_.unverified_max;
    account.counted = true;
    account.counted_at = now;
  }
  const auto counted = co_await store_.count_unverified(channel_account);
  const std::lock_guard lock(mutex_);
  Account& account = accounts_[channel_account];
  if (counted.ok()) account.unverified = *counted + 1;
  co_return account.unverified > limits_.unverified_max;
}

Task<bool> NotificationDesk::store_raw(StoredNotification& row,
                                       const RawNotification& notification) {
  const std::string id = row.id.str();
  auto sealed = vault_.seal_record(Secret(to_text(notification)), owner_of(id, row));
  if (!sealed.ok()) {
    log_error("a channel's notification could not be sealed",
              {{"notification_id", id}, {"why", sealed.error().message}});
    co_return false;
  }
  row.sealed = std::move(*sealed);
  const Status stored = co_await store_.insert(row, limits_.lease);
  if (!stored.ok())
    log_warning("a channel's notification could not be stored; it was told to repeat it",
                {{"channel", row.channel_account}, {"why", stored.error().message}});
  co_return stored.ok();
}

Task<void> NotificationDesk::settle(const StoredNotification& row,
                                    const NotificationReading& reading) {
  if (reading.accepted) {
    const std::lock_guard lock(mutex_);
    auto& unverified = accounts_[row.channel_account].unverified;
    if (unverified > 0) --unverified;
  }
  if (reading.accepted) co_return co_await apply(row, reading);
  ++counters_.refused;
  log_warning("a notification was refused", {{"notification_id", row.id.str()},
                                             {"channel", row.channel_account},
                                             {"why", reading.sentence}});
  NotificationMark refusal = mark_of(row, NotificationStatus::refused, reading.sentence);
  co_await note(std::move(refusal));
}

// Applied first, marked then: a crash in between applies it again, which changes nothing.
Task<void> NotificationDesk::apply(const StoredNotification& row,
                                   const NotificationReading& reading) {
  const std::string repeated = "It repeats one that is known.";
  const auto known = co_await store_.find_event(row.channel_account, reading.event_id);
  const bool repeats = known.ok() && *known && (*known)->id != row.id &&
                       (*known)->status != NotificationStatus::given_up;
  if (repeats) {
    ++counters_.known;
    NotificationMark repeat = mark_of(row, NotificationStatus::known, repeated);
    co_return co_await note(std::move(repeat));
  }
  const Applied sum = co_await apply_all(services_, reading);
  NotificationMark mark = verdict_of(row, reading, sum, limits_.attempts_max);
  const NotificationStatus status = mark.status;
  const std::string why = mark.result;
  mark.event_id = reading.event_id;
  const auto marked = co_await store_.mark(std::move(mark));
  if (!marked.ok()) co_return;  // it is due again after its lease
  if (!*marked) {
    ++counters_.known;
    NotificationMark repeat = mark_of(row, NotificationStatus::known, repeated);
    co_return co_await note(std::move(repeat));
  }
  if (status == NotificationStatus::applied) ++counters_.applied;
  if (status == NotificationStatus::known) ++counters_.known;
  if (status != NotificationStatus::given_up) co_return;
  ++counters_.given_up;
  log_given_up(row, why);
}

Task<void> NotificationDesk::note(NotificationMark mark) {
  const auto marked = co_await store_.mark(std::move(mark));
  if (!marked.ok())
    log_warning("what became of a notification could not be noted; it is read again",
                {{"why", marked.error().message}});
}

Task<void> NotificationDesk::give_up(const StoredNotification& row, const std::string& why) {
  ++counters_.given_up;
  log_given_up(row, why);
  NotificationMark mark = mark_of(row, NotificationStatus::given_up, why);
  co_await note(std::move(mark));
}

Task<void> NotificationDesk::retry(StoredNotification row) {
  ++counters_.retried;
  const std::string id = row.id.str();
  const auto plain = vault_.open_record(row.sealed, owner_of(id, row));
  std::optional<RawNotification> notification;
  if (plain.ok()) notification = raw_notification_from_text(plain->reveal());
  if (!notification) {
    const std::string why =
        plain.ok() ? "Its stored text is not a notification." : plain.error().message;
    co_return co_await give_up(row, why);
  }
  const NotificationReading reading = reader_.read_notification(row.channel_account, *notification);
  if (reading.later) co_return;
  // What was proven once and is no longer (its secret was changed meanwhile) must not vanish among
  // the strangers' ones.
  if (!reading.accepted && row.status == NotificationStatus::waiting) {
    const std::string why = "It was accepted once, and its plugin refuses it now.";
    co_return co_await give_up(row, why);
  }
  co_await settle(row, reading);
}

Task<std::size_t> NotificationDesk::retry_due() {
  auto due = co_await store_.claim_due(limits_.lease, limits_.batch);
  if (!due.ok()) co_return std::size_t{0};
  const std::size_t count = due->size();
  for (auto& row : *due) {
    // An account that is not configured on this node: another node's business, or nobody's.
    const ChannelTraits* traits = services_.channels.find_traits(row.channel_account);
    const bool ours =
        traits != nullptr && reader_.takes_notifications(traits->channel, row.channel_account);
    if (ours) co_await retry(std::move(row));
  }
  co_return count;
}

Task<void> NotificationDesk::run() {
  while (!stopping_) {
    const std::size_t due = co_await retry_due();
    if (due >= limits_.batch) continue;
    const Timestamp next = services_.clock.now() + limits_.poll;
    while (!stopping_ && services_.clock.now() < next) co_await services_.sleep(kSleepStep);
  }
}

NotificationStats NotificationDesk::stats() const {
  NotificationStats copy;
  copy.received = counters_.received;
  copy.refused = counters_.refused;
  copy.refused_unstored = counters_.refused_unstored;
  copy.turned_away = counters_.turned_away;
  copy.applied = counters_.applied;
  copy.known = counters_.known;
  copy.retried = counters_.retried;
  copy.given_up = counters_.given_up;
  return copy;
}

}  // namespace tollgate
