// Does what the operation's description says, one word a step, divided by ';': "send;approve". The
// last word is repeated for ever. Most words are ways to break the contract.
#include <algorithm>
#include <array>
#include <atomic>
#include <cstdlib>
#include <cstring>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/scripted_counters.h"
#include "tollgate/channel.h"

namespace {

ScriptedCounters counters;

tollgate_view view(std::string_view text) { return {text.data(), text.size()}; }

struct Running {
  const tollgate_request* request = nullptr;
  std::vector<std::string> words;
  std::size_t at = 0;
  tollgate_step step{};
  tollgate_message message{};
  tollgate_http http{};
  tollgate_frame frame{};
  tollgate_outcome outcome{};
  tollgate_money money{};
  tollgate_next_action action{};
  std::vector<tollgate_pair> pairs;
  std::string text;

  // The step as the word has left it.
  const tollgate_step* as_is() const { return &step; }
  const tollgate_step* done(tollgate_outcome_kind kind) {
    outcome.size = sizeof outcome;
    outcome.kind = kind;
    step = {sizeof step, TOLLGATE_STEP_DONE, nullptr, &outcome};
    return &step;
  }
  const tollgate_step* approve(std::int64_t minor, const char* currency) {
    money = request->amount;
    money.minor = minor;
    std::memcpy(money.currency, currency, sizeof money.currency);
    outcome.approved_amount = &money;
    return done(TOLLGATE_OUTCOME_APPROVED);
  }
  const tollgate_step* pend(tollgate_next_action_kind kind, std::string_view url,
                            std::string_view qr_code) {
    action = {sizeof action, kind, view(url), view(qr_code), nullptr, 0, 0};
    outcome.next_action = &action;
    return done(TOLLGATE_OUTCOME_PENDING);
  }
  const tollgate_step* send() {
    http = {sizeof http, 0, view("POST"), view("http://bank.example/"), nullptr, 0, view("body")};
    message = {sizeof message, TOLLGATE_WIRE_HTTP, 1000, 0, &http, nullptr};
    step = {sizeof step, TOLLGATE_STEP_SEND, &message, nullptr};
    return &step;
  }
  const tollgate_step* send_frame(bool expects_reply) {
    frame = {sizeof frame, expects_reply ? 1U : 0U, view("frame"), view("key")};
    message = {sizeof message, TOLLGATE_WIRE_FRAME, 0, 0, nullptr, &frame};
    step = {sizeof step, TOLLGATE_STEP_SEND, &message, nullptr};
    return &step;
  }
  const tollgate_step* send_header(std::string_view name, std::string_view value,
                                   std::size_t count = 1) {
    pairs.assign(count, {view(name), view(value)});
    send();
    http.headers = pairs.data();
    http.header_count = count;
    return &step;
  }
};

using Word = const tollgate_step* (*)(Running&);

const std::map<std::string_view, Word>& good_words() {
  static const std::map<std::string_view, Word> kWords = {
      {"approve", [](Running& r) { return r.done(TOLLGATE_OUTCOME_APPROVED); }},
      {"approve_part", [](Running& r) { return r.approve(r.request->amount.minor / 2, "EUR"); }},
      {"approve_all", [](Running& r) { return r.approve(r.request->amount.minor, "EUR"); }},
      {"decline", [](Running& r) { return r.done(TOLLGATE_OUTCOME_DECLINED); }},
      {"pending", [](Running& r) { return r.done(TOLLGATE_OUTCOME_PENDING); }},
      {"unknown", [](Running& r) { return r.done(TOLLGATE_OUTCOME_UNKNOWN); }},
      {"not_sent", [](Running& r) { return r.done(TOLLGATE_OUTCOME_NOT_SENT); }},
      {"not_found",
       [](Running& r) {
         r.outcome.code = view("not_found");
         return r.done(TOLLGATE_OUTCOME_NOT_SENT);
       }},
      {"long_message",
       [](Running& r) {
         r.text.assign(255, 'x').append("\xc3\xa9\xff\n");
         r.outcome.message = view(r.text);
         return r.done(TOLLGATE_OUTCOME_DECLINED);
       }},
      {"send", [](Running& r) { return r.send(); }},
      {"send_frame", [](Running& r) { return r.send_frame(true); }},
      {"send_one_way", [](Running& r) { return r.send_frame(false); }},
  };
  return kWords;
}

const std::map<std::string_view, Word>& bad_steps() {
  static const std::map<std::string_view, Word> kWords = {
      {"null_step", [](Running&) -> const tollgate_step* { return nullptr; }},
      {"small_step",
       [](Running& r) {
         r.done(TOLLGATE_OUTCOME_APPROVED);
         r.step.size = 8;
         return r.as_is();
       }},
      {"unknown_step",
       [](Running& r) {
         r.done(TOLLGATE_OUTCOME_APPROVED);
         r.step.kind = 99;
         return r.as_is();
       }},
      {"done_with_message",
       [](Running& r) {
         r.send();
         r.done(TOLLGATE_OUTCOME_APPROVED);
         r.step.message = &r.message;
         return r.as_is();
       }},
      {"done_without_outcome",
       [](Running& r) {
         r.done(TOLLGATE_OUTCOME_APPROVED);
         r.step.outcome = nullptr;
         return r.as_is();
       }},
      {"send_with_outcome",
       [](Running& r) {
         r.done(TOLLGATE_OUTCOME_APPROVED);
         r.send();
         r.step.outcome = &r.outcome;
         return r.as_is();
       }},
      {"send_without_message",
       [](Running& r) {
         r.send();
         r.step.message = nullptr;
         return r.as_is();
       }},
      {"throw", [](Running&) -> const tollgate_step* { throw std::runtime_error("4111..."); }},
      {"throw_number", [](Running&) -> const tollgate_step* { throw 42; }},
  };
  return kWords;
}

const std::map<std::string_view, Word>& bad_messages() {
  static const std::map<std::string_view, Word> kWords = {
      {"small_message",
       [](Running& r) {
         r.send();
         r.message.size = 8;
         return r.as_is();
       }},
      {"no_wire",
       [](Running& r) {
         r.send();
         r.message.wire = TOLLGATE_WIRE_UNKNOWN;
         return r.as_is();
       }},
      {"two_wires",
       [](Running& r) {
         r.send_frame(true);
         r.send();
         r.message.frame = &r.frame;
         return r.as_is();
       }},
      {"small_http",
       [](Running& r) {
         r.send();
         r.http.size = 8;
         return r.as_is();
       }},
      {"bad_method",
       [](Running& r) {
         r.send();
         r.http.method = view("GET /");
         return r.as_is();
       }},
      {"file_url",
       [](Running& r) {
         r.send();
         r.http.url = view("file:///etc/passwd");
         return r.as_is();
       }},
      {"url_with_line_break",
       [](Running& r) {
         r.send();
         r.http.url = view("http://bank.example/\r\nx: y");
         return r.as_is();
       }},
      {"header_injection", [](Running& r) { return r.send_header("x", "1\r\nHost: evil"); }},
      {"header_without_name", [](Running& r) { return r.send_header("", "1"); }},
      {"hosts_own_header", [](Running& r) { return r.send_header("Content-Length", "1"); }},
      {"too_many_headers", [](Running& r) { return r.send_header("x", "1", 65); }},
      {"huge_body",
       [](Running& r) {
         r.send();
         r.text.assign(TOLLGATE_BODY_MAX + 1, 'x');
         r.http.body = view(r.text);
         return r.as_is();
       }},
      {"body_without_bytes",
       [](Running& r) {
         r.send();
         r.http.body = {nullptr, 5};
         return r.as_is();
       }},
      {"small_frame",
       [](Running& r) {
         r.send_frame(true);
         r.frame.size = 8;
         return r.as_is();
       }},
      {"long_key",
       [](Running& r) {
         r.send_frame(true);
         r.text.assign(TOLLGATE_CORRELATION_KEY_MAX + 1, 'k');
         r.frame.correlation_key = view(r.text);
         return r.as_is();
       }},
  };
  return kWords;
}

const std::map<std::string_view, Word>& bad_outcomes() {
  static const std::map<std::string_view, Word> kWords = {
      {"small_outcome",
       [](Running& r) {
         r.done(TOLLGATE_OUTCOME_APPROVED);
         r.outcome.size = 8;
         return r.as_is();
       }},
      {"unknown_outcome", [](Running& r) { return r.done(5); }},
      {"negative_outcome", [](Running& r) { return r.done(-1); }},
      {"approve_more", [](Running& r) { return r.approve(r.request->amount.minor + 1, "EUR"); }},
      {"approve_nothing", [](Running& r) { return r.approve(0, "EUR"); }},
      {"approve_negative", [](Running& r) { return r.approve(-5, "EUR"); }},
      {"approve_other_currency",
       [](Running& r) { return r.approve(r.request->amount.minor, "USD"); }},
      {"approve_unterminated_currency",
       [](Running& r) { return r.approve(r.request->amount.minor, "EURO"); }},
      {"long_code",
       [](Running& r) {
         r.text.assign(TOLLGATE_CODE_MAX + 1, 'x');
         r.outcome.code = view(r.text);
         return r.done(TOLLGATE_OUTCOME_DECLINED);
       }},
      {"text_without_bytes",
       [](Running& r) {
         r.outcome.channel_reference = {nullptr, 7};
         return r.done(TOLLGATE_OUTCOME_APPROVED);
       }},
      {"too_much_data",
       [](Running& r) {
         r.pairs.assign(TOLLGATE_DATA_MAX + 1, {view("k"), view("v")});
         r.outcome.data = r.pairs.data();
         r.outcome.data_count = r.pairs.size();
         return r.done(TOLLGATE_OUTCOME_APPROVED);
       }},
      {"data_without_entries",
       [](Running& r) {
         r.outcome.data_count = 3;
         return r.done(TOLLGATE_OUTCOME_APPROVED);
       }},
      {"repeated_data",
       [](Running& r) {
         r.pairs.assign(2, {view("k"), view("v")});
         r.outcome.data = r.pairs.data();
         r.outcome.data_count = r.pairs.size();
         return r.done(TOLLGATE_OUTCOME_APPROVED);
       }},
      {"leak_card",
       [](Running& r) {
         const auto& number = r.request->card->number;
         r.text = "declined: " + std::string(number.data, number.size);
         r.outcome.message = view(r.text);
         return r.done(TOLLGATE_OUTCOME_DECLINED);
       }},
  };
  return kWords;
}

constexpr auto kRedirect = TOLLGATE_NEXT_ACTION_REDIRECT_TO_URL;
constexpr auto kQrCode = TOLLGATE_NEXT_ACTION_DISPLAY_QR_CODE;
constexpr auto kChallenge = TOLLGATE_NEXT_ACTION_THREE_DS_CHALLENGE;
constexpr auto kAwait = TOLLGATE_NEXT_ACTION_AWAIT_NOTIFICATION;

const std::map<std::string_view, Word>& good_actions() {
  static const std::map<std::string_view, Word> kWords = {
      {"redirect",
       [](Running& r) { return r.pend(kRedirect, "https://wallet.example/p?x=1", ""); }},
      {"redirect_plain",
       [](Running& r) { return r.pend(kRedirect, "http://wallet.example/", ""); }},
      {"qr_code",
       [](Running& r) {
         r.pend(kQrCode, "", "wallet:pay/1");
         r.action.expires_at_unix_us = 1'700'000'000'000'000;
         return r.as_is();
       }},
      {"challenge",
       [](Running& r) {
         r.pend(kChallenge, "https://acs.example/", "");
         r.pairs.assign(1, {view("creq"), view("abc")});
         r.action.data = r.pairs.data();
         r.action.data_count = r.pairs.size();
         return r.as_is();
       }},
      {"await", [](Running& r) { return r.pend(kAwait, "", ""); }},
      // Built before there were next actions: its outcome ends where version 1 ended.
      {"older_plugin",
       [](Running& r) {
         r.pend(99, "", "");
         r.outcome.size = TOLLGATE_OUTCOME_SIZE_V1;
         return r.as_is();
       }},
  };
  return kWords;
}

const std::map<std::string_view, Word>& bad_actions() {
  static const std::map<std::string_view, Word> kWords = {
      {"action_when_approved",
       [](Running& r) {
         r.pend(kAwait, "", "");
         r.outcome.kind = TOLLGATE_OUTCOME_APPROVED;
         return r.as_is();
       }},
      {"small_action",
       [](Running& r) {
         r.pend(kAwait, "", "");
         r.action.size = 8;
         return r.as_is();
       }},
      {"unknown_action", [](Running& r) { return r.pend(0, "", ""); }},
      {"action_of_tomorrow", [](Running& r) { return r.pend(5, "", ""); }},
      {"redirect_nowhere", [](Running& r) { return r.pend(kRedirect, "", ""); }},
      {"redirect_to_script", [](Running& r) { return r.pend(kRedirect, "javascript:a()", ""); }},
      {"redirect_without_host", [](Running& r) { return r.pend(kRedirect, "https://", ""); }},
      {"redirect_with_line_break",
       [](Running& r) { return r.pend(kRedirect, "https://wallet.example/\r\nx", ""); }},
      {"redirect_with_quote",
       [](Running& r) { return r.pend(kRedirect, "https://wallet.example/\"x", ""); }},
      {"redirect_with_code",
       [](Running& r) { return r.pend(kRedirect, "https://a.example/", "q"); }},
      {"long_url",
       [](Running& r) {
         r.text = "https://wallet.example/";
         r.text.append(TOLLGATE_NEXT_ACTION_URL_MAX, 'x');
         return r.pend(kRedirect, r.text, "");
       }},
      {"no_qr_code", [](Running& r) { return r.pend(kQrCode, "", ""); }},
      {"unreadable_qr_code", [](Running& r) { return r.pend(kQrCode, "", "a\xff"); }},
      {"await_with_url", [](Running& r) { return r.pend(kAwait, "https://a.example/", ""); }},
      {"expires_before_time",
       [](Running& r) {
         r.pend(kAwait, "", "");
         r.action.expires_at_unix_us = -1;
         return r.as_is();
       }},
      {"expires_after_time",
       [](Running& r) {
         r.pend(kAwait, "", "");
         r.action.expires_at_unix_us = INT64_MAX;
         return r.as_is();
       }},
      {"await_with_data",
       [](Running& r) {
         r.pend(kAwait, "", "");
         r.pairs.assign(1, {view("k"), view("v")});
         r.action.data = r.pairs.data();
         r.action.data_count = 1;
         return r.as_is();
       }},
      {"challenge_with_missing_data",
       [](Running& r) {
         r.pend(kChallenge, "https://acs.example/", "");
         r.action.data_count = 1;
         return r.as_is();
       }},
      {"leak_card_in_action",
       [](Running& r) {
         const auto& number = r.request->card->number;
         r.text = "https://wallet.example/" + std::string(number.data, number.size);
         return r.pend(kRedirect, r.text, "");
       }},
  };
  return kWords;
}

// What the request asked, told back.
const std::map<std::string_view, Word>& echoes() {
  static const std::map<std::string_view, Word> kWords = {
      {"tell_request", [](Running& r) {
         r.text = std::to_string(r.request->amount.minor) +
                  (r.request->final_capture != 0 ? " final" : " open") + " " +
                  std::string(r.request->method.data, r.request->method.size);
         if (r.request->authentication != nullptr) r.text += " authenticated";
         if (const auto* party = r.request->counterparty) {
           for (const auto& text : {party->name, party->iban, party->bic, r.request->purpose})
             r.text.append(" ").append(text.data, text.size);
           r.text += " " + std::to_string(party->iban.size);
         }
         r.outcome.message = view(r.text);
         return r.done(TOLLGATE_OUTCOME_DECLINED);
       }}};
  return kWords;
}

const tollgate_step* next(Running& running) {
  const std::string& word = running.words[std::min(running.at, running.words.size() - 1)];
  ++running.at;
  for (const auto* words : {&good_words(), &bad_steps(), &bad_messages(), &bad_outcomes(),
                            &good_actions(), &bad_actions(), &echoes()})
    if (const auto found = words->find(word); found != words->end()) return found->second(running);
  std::abort();  // a typing mistake in a test
}

const tollgate_step* begin(const tollgate_channel*, const tollgate_request* request,
                           tollgate_operation** operation) {
  auto* running = new Running;
  *operation = reinterpret_cast<tollgate_operation*>(running);
  ++counters.begun;
  running->request = request;
  std::string_view script(request->description.data, request->description.size);
  while (true) {
    const auto end = script.find(';');
    running->words.emplace_back(script.substr(0, end));
    if (end == std::string_view::npos) break;
    script.remove_prefix(end + 1);
  }
  return next(*running);
}

const tollgate_step* resume(const tollgate_channel*, tollgate_operation* operation,
                            const tollgate_reply* reply) {
  counters.last_wire_status = reply->status;
  return next(*reinterpret_cast<Running*>(operation));
}

void finish(const tollgate_channel*, tollgate_operation* operation) {
  delete reinterpret_cast<Running*>(operation);
  ++counters.finished;
}

const void* ability(const tollgate_channel*, const char* id) {
  return std::string_view(id) == kScriptedCounters ? &counters : nullptr;
}
void destroy(tollgate_channel*) { ++counters.destroyed; }

tollgate_channel the_channel = {
    sizeof(tollgate_channel), 0, nullptr, &begin, &resume, &finish, &ability, &destroy};

tollgate_channel* create(const tollgate_host*, const tollgate_settings*, tollgate_buffer*) {
  return &the_channel;
}

constexpr tollgate_support support(tollgate_operation_kind kind, tollgate_recovery recovery,
                                   std::uint32_t flags = 0) {
  return {sizeof(tollgate_support), kind, recovery, 1500, TOLLGATE_NEEDS_CARD | flags, 0};
}
const std::array<tollgate_support, 4> kSupports = {
    support(TOLLGATE_OPERATION_SALE, TOLLGATE_RECOVERY_QUERYABLE),
    support(TOLLGATE_OPERATION_QUERY, TOLLGATE_RECOVERY_IDEMPOTENT_BY_REFERENCE),
    support(TOLLGATE_OPERATION_VOID, TOLLGATE_RECOVERY_IDEMPOTENT_BY_REFERENCE,
            TOLLGATE_TAKES_PARTIAL),
    support(TOLLGATE_OPERATION_CAPTURE, TOLLGATE_RECOVERY_NONE)};
const std::array<const tollgate_support*, 4> kPointers = {&kSupports[0], &kSupports[1],
                                                          &kSupports[2], &kSupports[3]};
const tollgate_view kMethod = {"card", 4};
const tollgate_currency_limit kLimit = {"EUR", 0, 100, 100000};

tollgate_descriptor descriptor() {
  return {sizeof(tollgate_descriptor),
          0,
          view("test.scripted"),
          view("Scripted"),
          view("Tollgate"),
          view("1.2.3"),
          view(TOLLGATE_SDK_VERSION),
          kPointers.data(),
          kPointers.size(),
          &kMethod,
          1,
          &kLimit,
          1,
          view("{}")};
}

}  // namespace

extern "C" TOLLGATE_EXPORT const tollgate_entry* tollgate_channel_entry(void) {
  static const tollgate_descriptor kDescriptor = descriptor();
  static const tollgate_entry kEntry = {sizeof(tollgate_entry), TOLLGATE_ABI_VERSION, &kDescriptor,
                                        &create};
  return &kEntry;
}
