// Reads a notification as its body says: one word of the tables below names what it makes of it,
// good or broken. Written against the C contract, so that it can break it.
#include <atomic>
#include <cstdint>
#include <cstring>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "plain_descriptor.h"
#include "scripted_counters.h"

namespace {

ScriptedCounters counters;

tollgate_view view(std::string_view text) { return {text.data(), text.size()}; }

struct Reading : tollgate_reading {
  Reading() : tollgate_reading{} {}
  tollgate_reading& raw = *this;
  tollgate_outcome outcome{};
  tollgate_money money{};
  tollgate_report report{};
  std::vector<const tollgate_report*> list;
  tollgate_notify_answer words{};
  tollgate_pair data{};
  std::string operation_id;
  std::string text;

  void accept() {
    raw.verdict = TOLLGATE_VERDICT_ACCEPTED;
    raw.event_id = view("event-1");
  }
  void approve() {
    accept();
    outcome.size = sizeof outcome;
    outcome.kind = TOLLGATE_OUTCOME_APPROVED;
    report = {sizeof report, TOLLGATE_REPORT_OUTCOME, view(operation_id), &outcome, nullptr};
    list.assign(1, &report);
    raw.reports = list.data();
    raw.report_count = list.size();
  }
  void set_money(std::int64_t minor, std::string_view currency) {
    money = {minor, {}, 978, 2};
    std::memcpy(money.currency, currency.data(), currency.size());
  }
  void set_answer(std::int32_t status, std::string_view type, std::string_view body) {
    words = {sizeof words, status, view(type), view(body)};
    raw.answer = &words;
  }
};

using Word = void (*)(Reading&);

const std::map<std::string_view, Word>& words() {
  static const std::map<std::string_view, Word> kWords = {
      {"refuse", [](Reading& r) { r.raw.sentence = view("The signature does not hold."); }},
      {"refuse_in_words", [](Reading& r) { r.set_answer(400, "text/plain", "fail"); }},
      {"refuse_with_card", [](Reading& r) { r.raw.sentence = view("Odd: 4111 1111 1111 1111."); }},
      {"accept", [](Reading& r) { r.accept(); }},
      {"accept_without_event", [](Reading& r) { r.raw.verdict = TOLLGATE_VERDICT_ACCEPTED; }},
      {"approve", [](Reading& r) { r.approve(); }},
      {"approve_in_words",
       [](Reading& r) {
         r.approve();
         r.set_answer(200, "text/plain", "success");
       }},
      {"approve_amount",
       [](Reading& r) {
         r.approve();
         r.set_money(700, "EUR");
         r.report.amount = &r.money;
       }},
      {"approve_approved_amount",
       [](Reading& r) {
         r.approve();
         r.set_money(800, "EUR");
         r.outcome.approved_amount = &r.money;
       }},
      {"dispute",
       [](Reading& r) {
         r.approve();
         r.report.kind = TOLLGATE_REPORT_DISPUTE_OPENED;
         r.report.outcome = nullptr;
       }},
      {"report_of_tomorrow",
       [](Reading& r) {
         r.approve();
         r.report.kind = 6;
       }},
      {"foreign",
       [](Reading& r) {
         r.operation_id = "order-17 of somebody else";
         r.approve();
       }},
      {"message_with_card",
       [](Reading& r) {
         r.approve();
         r.outcome.message = view("paid with 4111111111111111, thanks");
       }},
      // From here on: the contract broken.
      {"throw", [](Reading&) { throw std::runtime_error("4111..."); }},
      {"small_reading",
       [](Reading& r) {
         r.approve();
         r.raw.size = 8;
       }},
      {"unknown_verdict",
       [](Reading& r) {
         r.approve();
         r.raw.verdict = 2;
       }},
      {"long_event",
       [](Reading& r) {
         r.approve();
         r.text.assign(TOLLGATE_NOTIFICATION_EVENT_ID_MAX + 1, 'e');
         r.raw.event_id = view(r.text);
       }},
      {"null_report",
       [](Reading& r) {
         r.approve();
         r.list[0] = nullptr;
       }},
      {"no_reports",
       [](Reading& r) {
         r.approve();
         r.raw.reports = nullptr;
       }},
      {"too_many_reports",
       [](Reading& r) {
         r.approve();
         r.list.assign(TOLLGATE_NOTIFICATION_REPORTS_MAX + 1, &r.report);
         r.raw.reports = r.list.data();
         r.raw.report_count = r.list.size();
       }},
      {"small_report",
       [](Reading& r) {
         r.approve();
         r.report.size = 8;
       }},
      {"outcome_missing",
       [](Reading& r) {
         r.approve();
         r.report.outcome = nullptr;
       }},
      {"small_outcome",
       [](Reading& r) {
         r.approve();
         r.outcome.size = 8;
       }},
      {"action_when_approved",
       [](Reading& r) {
         static const tollgate_next_action kWait = {
             sizeof kWait, TOLLGATE_NEXT_ACTION_AWAIT_NOTIFICATION, {}, {}, nullptr, 0, 0};
         r.approve();
         r.outcome.next_action = &kWait;
       }},
      {"negative_amount",
       [](Reading& r) {
         r.approve();
         r.set_money(-1, "EUR");
         r.report.amount = &r.money;
       }},
      {"unknown_currency",
       [](Reading& r) {
         r.approve();
         r.set_money(1, "EURO");
         r.report.amount = &r.money;
       }},
      {"card_in_data",
       [](Reading& r) {
         r.approve();
         r.data = {view("pan"), view("4111111111111111")};
         r.outcome.data = &r.data;
         r.outcome.data_count = 1;
       }},
      {"server_error_answer",
       [](Reading& r) {
         r.approve();
         r.set_answer(500, "", "");
       }},
      {"split_content_type",
       [](Reading& r) {
         r.approve();
         r.set_answer(200, "text/plain\r\nx: y", "");
       }},
      {"huge_answer",
       [](Reading& r) {
         r.approve();
         r.text.assign(TOLLGATE_NOTIFICATION_ANSWER_MAX + 1, 'x');
         r.set_answer(200, "", r.text);
       }},
  };
  return kWords;
}

const tollgate_reading* read(const tollgate_channel*, const tollgate_notification* notification) {
  const std::string_view body(notification->body.data, notification->body.size);
  const std::string_view word = body.substr(0, body.find(' '));
  if (word == "nothing") return nullptr;
  auto* reading = new Reading;
  reading->raw.size = sizeof reading->raw;
  reading->operation_id = body.substr(std::min(word.size() + 1, body.size()));
  try {
    words().at(word)(*reading);
  } catch (const std::runtime_error&) {
    delete reading;
    throw;
  }
  ++counters.begun;
  return reading;
}

void release(const tollgate_channel*, const tollgate_reading* reading) {
  delete static_cast<const Reading*>(reading);
  ++counters.finished;
}

const tollgate_notify kNotify = {sizeof(tollgate_notify), 0, &read, &release};
const tollgate_notify kHalfNotify = {sizeof(tollgate_notify), 0, &read, nullptr};
bool half = false;

const tollgate_step* begin(const tollgate_channel*, const tollgate_request*, tollgate_operation**) {
  return nullptr;
}
const tollgate_step* resume(const tollgate_channel*, tollgate_operation*, const tollgate_reply*) {
  return nullptr;
}
void finish(const tollgate_channel*, tollgate_operation*) {}
const void* ability(const tollgate_channel*, const char* id) {
  if (std::string_view(id) == kScriptedCounters) return &counters;
  if (std::string_view(id) == TOLLGATE_NOTIFY) return half ? &kHalfNotify : &kNotify;
  return nullptr;
}
void destroy(tollgate_channel*) {}

tollgate_channel the_channel = {
    sizeof(tollgate_channel), 0, nullptr, &begin, &resume, &finish, &ability, &destroy};

tollgate_channel* create(const tollgate_host*, const tollgate_settings* settings,
                         tollgate_buffer*) {
  const std::string_view json(settings->json.data, settings->json.size);
  half = json.find("half") != std::string_view::npos;
  return &the_channel;
}

}  // namespace

extern "C" TOLLGATE_EXPORT const tollgate_entry* tollgate_channel_entry(void) {
  (void)&create_nothing;
  static const tollgate_entry kEntry = {sizeof(tollgate_entry), TOLLGATE_ABI_VERSION,
                                        &kPlainDescriptor, &create};
  return &kEntry;
}
