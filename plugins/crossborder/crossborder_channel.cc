// CrossborderChannel: money across borders through a correspondent bank, in the messages of ISO
// 20022. Protocol: sandbox/bank/README.md.
#include <memory>
#include <optional>

#include "plugins/crossborder/amount.h"
#include "plugins/crossborder/answer.h"
#include "plugins/crossborder/compose.h"
#include "plugins/crossborder/message_kind.h"
#include "plugins/crossborder/quote.h"
#include "plugins/crossborder/signature.h"
#include "plugins/crossborder/statement.h"
#include "tollgate/channel.hpp"

namespace tollgate::crossborder {
namespace {

using sdk::Http;
using sdk::Notification;
using sdk::Operation;
using sdk::Outcome;
using sdk::Reading;
using sdk::Reply;
using sdk::Report;
using sdk::Request;

constexpr std::int64_t kMicros = 1'000'000;

class CrossborderChannel final : public sdk::Channel {
 public:
  static std::unique_ptr<CrossborderChannel> create(std::string_view json, std::string& problem) {
    Settings settings;
    if (!read_settings(json, settings, problem)) return nullptr;
    auto screening = Screening::make(std::move(settings.screening_list), problem);
    if (!screening) return nullptr;
    return std::make_unique<CrossborderChannel>(std::move(settings), std::move(*screening));
  }

  CrossborderChannel(Settings settings, Screening screening)
      : settings_(std::move(settings)), screening_(std::move(screening)) {}

  Operation sale(Request request) const override { return instruct(request, Direction::collect); }
  Operation payout(Request request) const override { return instruct(request, Direction::pay_out); }
  Operation refund(Request request) const override {
    if (!request.original) return without_original();
    return instruct(request, Direction::give_back);
  }

  Operation quote(Request request) const override { return ask_for_rate(request); }

  Operation query(Request request) const override {
    if (!request.original) return without_original();
    return ask(request);
  }

  bool has_statements() const override { return true; }
  std::unique_ptr<sdk::StatementReader> read_statement(
      const sdk::StatementFile& file) const override {
    return open_statement(settings_.own.iban, file.bytes);
  }

  bool has_notifications() const override { return true; }

  Reading read_notification(const Notification& notification) const override {
    const auto signature = notification.header("Bank-Signature");
    if (!signature) return Reading::refused("It has no Bank-Signature, or two.");
    if (const auto why = refuse_signature(settings_.secret, notification.body, *signature,
                                          notification.time_unix_us / kMicros))
      return Reading::refused(*why);
    std::string problem;
    const auto document = XmlDocument::parse(notification.body, {}, problem);
    if (!document) return unusable(problem);
    switch (kind_of(*document)) {
      case MessageKind::advice:
        return read_advice(*document);
      case MessageKind::status_report:
        return read_status_report(*document);
      default:
        return unusable("The message is neither a camt.054 nor a pain.002.");
    }
  }

 private:
  static Operation without_original() {
    co_return Outcome::not_sent(TOLLGATE_CODE_UNUSABLE_REQUEST, "The operation names no original.");
  }

  Operation instruct(Request request, Direction direction) const {
    const Composed composed = compose(request, direction, settings_, screening_);
    if (!composed.instruction) co_return composed.refusal;
    Http message("POST", settings_.base_url + "/payments", write_pain001(*composed.instruction));
    message.add_header("Content-Type", "application/xml");
    sign(message, message.body, request);
    const Reply reply = co_await std::move(message);
    co_return outcome_of_reply(reply, instructed_of(request.operation_id, request.amount));
  }

  Operation ask_for_rate(Request request) const {
    const auto amount = decimal_of(request.amount.minor, request.amount.exponent);
    if (!amount || request.amount.minor == 0)
      co_return Outcome::not_sent(TOLLGATE_CODE_INVALID_AMOUNT,
                                  "The amount is zero or has more than 18 digits.");
    Http message("POST", settings_.base_url + "/quotes", write_quote_request(request, *amount));
    message.add_header("Content-Type", "application/json");
    sign(message, message.body, request);
    const Reply reply = co_await std::move(message);
    co_return read_quote(reply, request, *amount);
  }

  Operation ask(Request request) const {
    const auto& original = *request.original;
    const std::string path = "/payments/" + std::string(original.operation_id);
    Http message("GET", settings_.base_url + path);
    sign(message, "GET " + path, request);
    const Reply reply = co_await std::move(message);
    if (reply.ok() && reply.http_status == 404)
      co_return Outcome::not_sent(TOLLGATE_CODE_NOT_FOUND, "The bank has no such instruction.");
    co_return outcome_of_reply(reply, instructed_of(original.operation_id, original.amount));
  }

  void sign(Http& message, const std::string& text, const Request& request) const {
    message.add_header("Bank-Client", settings_.client);
    message.add_header("Bank-Signature",
                       make_signature(settings_.secret, text, request.time_unix_us / kMicros));
  }

  // Genuine, and of no use: the bank is told, and a repeat would say the same.
  static Reading unusable(std::string sentence) {
    return Reading::refused(std::move(sentence)).answered(400, "text/plain", "unusable message");
  }

  static Reading accepted(const std::string& id, std::vector<Report> reports) {
    if (reports.size() > TOLLGATE_NOTIFICATION_REPORTS_MAX)
      return Reading::refused("It tells of more than 64 payments; the bank must send several.")
          .answered(413, "text/plain", "at most 64 payments in one message");
    return Reading::accepted(id, std::move(reports));
  }

  Reading read_advice(const XmlDocument& document) const {
    std::string problem;
    const auto advice = read_camt054(document, problem);
    if (!advice) return unusable(problem);
    for (const auto& account : advice->accounts)
      if (account.account != settings_.own.iban)
        return unusable("The message is about an account that is not this one's.");
    return accepted(advice->id, reports_of(*advice));
  }

  static Reading read_status_report(const XmlDocument& document) {
    std::string problem;
    const auto report = read_pain002(document, problem);
    if (!report) return unusable(problem);
    return accepted(report->id, reports_of(*report));
  }

  Settings settings_;
  Screening screening_;
};

sdk::Descriptor descriptor() {
  sdk::Descriptor crossborder;
  crossborder.id = "tollgate.crossborder";
  crossborder.name = "Cross-border (ISO 20022)";
  crossborder.vendor = "Tollgate";
  crossborder.version = "0.1.0";
  // The bank knows an instruction the moment it has taken it; what is under way on the line when a
  // question arrives is there some seconds later.
  constexpr std::uint32_t kSettleTimeMs = 5000;
  constexpr std::int64_t kMostMinor = 99'999'999'999'999;
  crossborder.operations = {
      {TOLLGATE_OPERATION_SALE, TOLLGATE_RECOVERY_QUERYABLE, 0, kSettleTimeMs},
      {TOLLGATE_OPERATION_REFUND, TOLLGATE_RECOVERY_QUERYABLE,
       TOLLGATE_TAKES_PARTIAL | TOLLGATE_TAKES_MULTIPLE, kSettleTimeMs},
      {TOLLGATE_OPERATION_PAYOUT, TOLLGATE_RECOVERY_QUERYABLE, 0, kSettleTimeMs},
      {TOLLGATE_OPERATION_QUOTE, TOLLGATE_RECOVERY_IDEMPOTENT_BY_REFERENCE},
      {TOLLGATE_OPERATION_QUERY, TOLLGATE_RECOVERY_IDEMPOTENT_BY_REFERENCE}};
  crossborder.methods = {"bank_transfer"};
  crossborder.currencies = {{"*", 1, kMostMinor}};
  crossborder.settings_schema = settings_schema();
  return crossborder;
}

}  // namespace
}  // namespace tollgate::crossborder

TOLLGATE_CHANNEL(tollgate::crossborder::CrossborderChannel, tollgate::crossborder::descriptor())
