// TestChannel: a channel with every habit an author may have, and Driver, which drives it through
// the C contract. Its coroutines count the objects they hold alive, so that a leak or a double
// destruction shows without a sanitizer too.
#pragma once

#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

#include "tollgate/channel.hpp"

namespace tollgate::sdk::test {

// Alive from the start of a coroutine to its destruction. Not a trivial type on purpose.
class Witness {
 public:
  Witness() { ++alive; }
  Witness(const Witness&) = delete;
  Witness& operator=(const Witness&) = delete;
  ~Witness() { --alive; }

  static inline int alive = 0;

 private:
  std::string text_ = "long enough to be kept on the heap, where a sanitizer watches it";
};

// Text that is not kept inside the string object.
inline const std::string kLong = "a text that is longer than what a string keeps inside itself";

class WordReader final : public StatementReader {
 public:
  explicit WordReader(const StatementFile& file) : rest_(file.bytes) {}

  StatementStep next() override {
    if (rest_.empty()) return summary();
    const std::string word(rest_.substr(0, rest_.find(' ')));
    rest_.remove_prefix(std::min(word.size() + 1, rest_.size()));
    if (word == "throw") throw std::runtime_error("secret");
    if (word == "bad") return StatementProblem{++line_, "word", kLong};
    StatementEntry entry;
    entry.kind = TOLLGATE_STATEMENT_REFUND;
    entry.direction = TOLLGATE_STATEMENT_CREDIT;
    entry.is_reversal = true;
    entry.line = ++line_;
    entry.operation_id = word + kLong;
    entry.amount = statement_money(1999, "EUR");
    entry.fee_minor = 12;
    entry.data = {{"word", word + kLong}};
    tally_.add(entry);
    return entry;
  }

 private:
  StatementSummary summary() const {
    StatementSummary summary;
    summary.statement_id = kLong;
    summary.tells_count = true;
    summary.totals = tally_.totals();
    return summary;
  }

  const Witness witness_;
  std::string_view rest_;
  std::uint64_t line_ = 0;
  StatementTally tally_;
};

class TestChannel final : public Channel {
 public:
  static std::unique_ptr<TestChannel> create(std::string_view settings_json, std::string& problem) {
    if (settings_json == "throw") throw std::runtime_error("secret");
    if (settings_json == "framed") return std::make_unique<TestChannel>(true);
    if (settings_json == "{}") return std::make_unique<TestChannel>(false);
    problem = "The setting address is missing; add it.";
    return nullptr;
  }
  explicit TestChannel(bool framed) : framed_(framed) {}

  // Three messages, then approved with everything an outcome can hold.
  Operation sale(Request request) const override {
    const Witness witness;
    const Reply first = co_await Http("POST", kLong, kLong).add_header("key", kLong);
    const Reply second = co_await Http("GET", first.body);
    const Frame named(second.body, "a key");
    const Reply third = co_await named;
    Outcome outcome = Outcome::approved(kLong + std::string(request.operation_id));
    outcome.data = {{"first", first.body}, {"second", second.body}, {"third", third.body}};
    outcome.approved_amount = request.amount;
    outcome.authorization_code = std::string(first.header("x-code").value_or("none"));
    co_return outcome;
  }

  // Throws before or after the message, as the amount says.
  Operation refund(Request request) const override {
    const Witness witness;
    if (request.amount.minor == 0) throw std::runtime_error("secret");
    const Reply reply = co_await Http("POST", kLong, kLong);
    if (request.amount.minor == 1) throw 42;  // not even a std::exception
    co_return Outcome::of_wire(reply);
  }

  // Waits for the payer, with every kind of action by the amount.
  Operation authorize(Request request) const override {
    Outcome outcome = Outcome::pending(kLong);
    if (request.amount.minor == 1) outcome.next_action = NextAction::redirect(kLong);
    if (request.amount.minor == 2) outcome.next_action = NextAction::show_qr_code(kLong);
    if (request.amount.minor == 3)
      outcome.next_action = NextAction::challenge(kLong, {{"creq", kLong}, {"more", kLong}});
    if (request.amount.minor == 4) outcome.next_action = NextAction::await_notification();
    if (outcome.next_action) outcome.next_action->expires_at_unix_us = 1'700'000'000'000'000;
    co_return outcome;
  }

  Operation capture(Request request) const override {
    co_return Outcome::approved(request.final_capture ? "final" : "more to come");
  }

  bool has_notifications() const override { return framed_; }
  // Believes what is signed "good"; the body names the operation.
  Reading read_notification(const Notification& notification) const override {
    if (notification.body == "throw") throw std::runtime_error("secret");
    if (notification.header("signature") != "good") return Reading::refused("Not signed.");
    Outcome outcome = Outcome::approved(kLong);
    outcome.data = {{"path", std::string(notification.path)},
                    {"query", std::string(notification.query)}};
    std::vector<Report> reports;
    reports.push_back(Report::of_outcome(std::string(notification.body), std::move(outcome)));
    reports.emplace_back(TOLLGATE_REPORT_DISPUTE_OPENED, kLong);
    reports.back().amount = tollgate_money{500, "EUR", 978, 2};
    return Reading::accepted(kLong, std::move(reports)).answered(200, "text/plain", "success");
  }

  bool has_statements() const override { return framed_; }
  // A file of words: "throw" throws, "bad" is a problem, all others are entries.
  std::unique_ptr<StatementReader> read_statement(const StatementFile& file) const override {
    if (file.name == "nothing") return nullptr;
    if (file.name == "throw") throw std::runtime_error("secret");
    return std::make_unique<WordReader>(file);
  }

  // Not a coroutine at all: throws before there is an operation.
  Operation payout(Request) const override { throw std::runtime_error("secret"); }

  Framing framing() const override {
    Framing framing;
    if (framed_) framing.addresses = {"one.example:1", "two.example:2"};
    return framing;
  }
  tollgate_frame_kind correlate(std::string_view frame, std::string& key) const override {
    if (frame == "throw") throw std::runtime_error("secret");
    key = frame;
    return TOLLGATE_FRAME_REPLY;
  }
  Session session() const override {
    Session session;
    if (framed_) session.on_connect = {TOLLGATE_OPERATION_SIGN_ON, TOLLGATE_OPERATION_ECHO};
    return session;
  }

 private:
  bool framed_;
};

inline const tollgate_host kHost = {sizeof(tollgate_host), TOLLGATE_ABI_VERSION, {}, nullptr};

class Driver {
 public:
  explicit Driver(const std::string& settings_json) {
    tollgate_settings settings = {sizeof settings, 0, {}, to_c(settings_json)};
    char room[TOLLGATE_SENTENCE_MAX];
    tollgate_buffer buffer = {room, sizeof room, 0};
    channel_ = tollgate_channel_entry()->create(&kHost, &settings, &buffer);
    sentence_.assign(room, buffer.size);
    request_.size = sizeof request_;
    request_.operation_id = to_c(std::string_view("op_1"));
    request_.amount = {1999, "EUR", 978, 2};
  }
  ~Driver() {
    finish();
    if (channel_ != nullptr) channel_->destroy(channel_);
  }
  Driver(const Driver&) = delete;
  Driver& operator=(const Driver&) = delete;

  const tollgate_channel* channel() const { return channel_; }
  const std::string& sentence() const { return sentence_; }

  const tollgate_step* begin(tollgate_operation_kind kind, std::int64_t minor = 1999) {
    request_.kind = kind;
    request_.amount.minor = minor;
    return channel_->begin(channel_, &request_, &operation_);
  }
  const tollgate_step* resume(tollgate_wire_status status, const std::string& body = {}) {
    // Freed right after the call: a channel that kept a view of it reads freed memory.
    const auto bytes = std::make_unique<std::string>(body);
    const tollgate_pair header = {to_c(std::string_view("x-code")), to_c(std::string_view("A1"))};
    const tollgate_reply reply = {sizeof reply, status, 200, 0, &header, 1, to_c(*bytes)};
    return channel_->resume(channel_, operation_, &reply);
  }
  void finish() {
    if (operation_ != nullptr) channel_->finish(channel_, std::exchange(operation_, nullptr));
  }
  const tollgate_operation* operation() const { return operation_; }

 private:
  tollgate_channel* channel_ = nullptr;
  std::string sentence_;
  tollgate_request request_{};
  tollgate_operation* operation_ = nullptr;
};

}  // namespace tollgate::sdk::test
