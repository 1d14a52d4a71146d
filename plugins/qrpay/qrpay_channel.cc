// QrPayChannel: a wallet whose payer scans a code or is sent to a page, and which tells by itself,
// some time later, what became of it. Protocol: sandbox/qrpay/README.md.
#include <memory>
#include <nlohmann/json.hpp>

#include "plugins/qrpay/settings.h"
#include "plugins/qrpay/signature.h"
#include "tollgate/channel.hpp"

namespace tollgate::qrpay {
namespace {

using Json = nlohmann::json;
using sdk::Http;
using sdk::NextAction;
using sdk::Notification;
using sdk::Operation;
using sdk::Outcome;
using sdk::Reading;
using sdk::Reply;
using sdk::Report;
using sdk::Request;

constexpr std::int64_t kMicros = 1'000'000;

std::string text_of(const Json& object, const char* name) {
  const auto at = object.find(name);
  return at != object.end() && at->is_string() ? at->get<std::string>() : std::string();
}

std::int64_t number_of(const Json& object, const char* name) {
  const auto at = object.find(name);
  return at != object.end() && at->is_number_integer() ? at->get<std::int64_t>() : -1;
}

Outcome unreadable() {
  return Outcome::unknown(TOLLGATE_CODE_BAD_RESPONSE, "The wallet's answer cannot be understood.");
}

class QrPayChannel final : public sdk::Channel {
 public:
  static std::unique_ptr<QrPayChannel> create(std::string_view json, std::string& problem) {
    auto channel = std::make_unique<QrPayChannel>();
    if (!read_settings(json, channel->settings_, problem)) return nullptr;
    return channel;
  }

  Operation sale(Request request) const override {
    const Json order = {
        {"account", settings_.account},       {"reference", std::string(request.operation_id)},
        {"amount", request.amount.minor},     {"currency", request.amount.currency},
        {"notify_url", settings_.notify_url}, {"subject", std::string(request.description)}};
    Http create = post("/orders", order, request);
    const Reply reply = co_await std::move(create);
    co_return order_outcome(reply, request.amount);
  }

  Operation query(Request request) const override {
    if (!request.original) co_return unusable();
    const std::string path =
        "/orders/" + std::string(request.original->operation_id) + "?account=" + settings_.account;
    Http ask("GET", settings_.base_url + path);
    ask.add_header("Wallet-Signature",
                   make_signature(settings_.secret, "GET " + path, request.time_unix_us / kMicros));
    const Reply reply = co_await std::move(ask);
    if (reply.ok() && reply.http_status == 404)
      co_return Outcome::not_sent(TOLLGATE_CODE_NOT_FOUND, "The wallet has no such order.");
    co_return order_outcome(reply, request.original->amount);
  }

  // Closes an order that waits, gives the money of a paid one back, and keeps one that never came
  // from being taken later: the wallet remembers the reference.
  Operation void_original(Request request) const override {
    if (!request.original) co_return unusable();
    const Json close = {{"account", settings_.account}};
    Http message =
        post("/orders/" + std::string(request.original->operation_id) + "/close", close, request);
    const Reply reply = co_await std::move(message);
    if (!reply.ok()) co_return Outcome::of_wire(reply);
    const Json answer = Json::parse(reply.body, nullptr, false);
    if (reply.http_status != 200 || !answer.is_object()) co_return unreadable();
    const std::string status = text_of(answer, "status");
    if (status == "closed" || status == "reversed" || status == "failed")
      co_return Outcome::approved(text_of(answer, "order"));
    co_return unreadable();
  }

  Operation refund(Request request) const override {
    if (!request.original) co_return unusable();
    const Json refund = {{"account", settings_.account},
                         {"reference", std::string(request.operation_id)},
                         {"order_reference", std::string(request.original->operation_id)},
                         {"amount", request.amount.minor}};
    Http message = post("/refunds", refund, request);
    const Reply reply = co_await std::move(message);
    if (!reply.ok()) co_return Outcome::of_wire(reply);
    const Json answer = Json::parse(reply.body, nullptr, false);
    if (!answer.is_object()) co_return unreadable();
    if (reply.http_status == 409)
      co_return Outcome::declined(TOLLGATE_CODE_INVALID_AMOUNT, text_of(answer, "code"));
    if (reply.http_status != 200 || text_of(answer, "status") != "refunded") co_return unreadable();
    co_return Outcome::approved(text_of(answer, "refund"));
  }

  bool has_notifications() const override { return true; }

  Reading read_notification(const Notification& notification) const override {
    const auto refused = [](std::string sentence) {
      return Reading::refused(std::move(sentence)).answered(401, "text/plain", "fail");
    };
    const auto signature = notification.header("Wallet-Signature");
    if (!signature) return refused("It has no Wallet-Signature, or two.");
    const auto problem = refuse_signature(settings_.secret, notification.body, *signature,
                                          notification.time_unix_us / kMicros);
    if (problem) return refused(*problem);
    const Json body = Json::parse(notification.body, nullptr, false);
    if (!body.is_object()) return refused("Its body is not a JSON object.");
    if (text_of(body, "account") != settings_.account)
      return refused("It is for another account of the wallet.");
    const std::string event = text_of(body, "event");
    if (event.empty()) return refused("It has no event.");
    return Reading::accepted(event, reports_of(body)).answered(200, "text/plain", "success");
  }

 private:
  static Outcome unusable() {
    return Outcome::not_sent(TOLLGATE_CODE_UNUSABLE_REQUEST, "The operation names no original.");
  }

  Http post(const std::string& path, const Json& body, const Request& request) const {
    Http message("POST", settings_.base_url + path, body.dump(-1, ' ', false, kReplaceBadText));
    message.add_header("Content-Type", "application/json");
    message.add_header("Wallet-Signature", make_signature(settings_.secret, message.body,
                                                          request.time_unix_us / kMicros));
    return message;
  }

  // What the wallet says of an order of `asked`.
  Outcome order_outcome(const Reply& reply, const tollgate_money& asked) const {
    if (!reply.ok()) return Outcome::of_wire(reply);
    const Json answer = Json::parse(reply.body, nullptr, false);
    if (!answer.is_object()) return unreadable();
    if (reply.http_status == 409)
      return Outcome::declined(TOLLGATE_CODE_INVALID_TRANSACTION, text_of(answer, "code"));
    if (reply.http_status != 200) return unreadable();
    const std::string order = text_of(answer, "order");
    const std::string status = text_of(answer, "status");
    if (status == "waiting") return waiting(answer, order);
    if (status == "closed") return Outcome::declined("order_closed", "The order was closed.");
    if (status == "failed") return Outcome::declined("payer_declined", "The payer declined.");
    if (status != "paid") return unreadable();
    if (number_of(answer, "paid_amount") != asked.minor) {
      Outcome odd = unreadable();
      odd.channel_code = "paid_amount";
      return odd;
    }
    return Outcome::approved(order);
  }

  Outcome waiting(const Json& answer, const std::string& order) const {
    Outcome outcome = Outcome::pending(order);
    const std::string url = text_of(answer, "pay_url");
    const std::string code = text_of(answer, "qr_code");
    if (url.empty() || code.empty()) return unreadable();
    outcome.next_action =
        settings_.redirect ? NextAction::redirect(url) : NextAction::show_qr_code(code);
    const std::int64_t expires_at = number_of(answer, "expires_at");
    if (expires_at > 0) outcome.next_action->expires_at_unix_us = expires_at * kMicros;
    return outcome;
  }

  static std::vector<Report> reports_of(const Json& body) {
    const std::string type = text_of(body, "type");
    const std::string reference = text_of(body, "reference");
    const std::string order = text_of(body, "order");
    std::vector<Report> reports;
    if (type == "order.paid") {
      reports.push_back(Report::of_outcome(reference, Outcome::approved(order)));
    } else if (type == "order.failed") {
      reports.push_back(Report::of_outcome(
          reference, Outcome::declined("payer_declined", "The payer declined.")));
    } else if (type == "dispute.opened") {
      reports.emplace_back(TOLLGATE_REPORT_DISPUTE_OPENED, reference);
    } else if (type == "dispute.won") {
      reports.emplace_back(TOLLGATE_REPORT_DISPUTE_WON, reference);
    } else if (type == "dispute.lost") {
      reports.emplace_back(TOLLGATE_REPORT_DISPUTE_LOST, reference);
    } else if (type == "order.reversed") {
      reports.emplace_back(TOLLGATE_REPORT_REVERSED, reference);
    }
    const std::string currency = text_of(body, "currency");
    const std::int64_t minor = number_of(body, "amount");
    if (reports.empty() || minor < 0 || currency.size() != 3) return reports;
    tollgate_money amount{};
    amount.minor = minor;
    currency.copy(amount.currency, 3);
    reports.front().amount = amount;
    return reports;
  }

  static constexpr auto kReplaceBadText = Json::error_handler_t::replace;

  Settings settings_;
};

sdk::Descriptor descriptor() {
  sdk::Descriptor qrpay;
  qrpay.id = "tollgate.qrpay";
  qrpay.name = "QR wallet";
  qrpay.vendor = "Tollgate";
  qrpay.version = "0.1.0";
  // The wallet knows an order the moment it has answered or is asked: nothing settles later.
  constexpr std::uint32_t kSettleTimeMs = 1000;
  qrpay.operations = {{TOLLGATE_OPERATION_SALE, TOLLGATE_RECOVERY_QUERYABLE, 0, kSettleTimeMs},
                      {TOLLGATE_OPERATION_QUERY, TOLLGATE_RECOVERY_IDEMPOTENT_BY_REFERENCE},
                      {TOLLGATE_OPERATION_VOID, TOLLGATE_RECOVERY_IDEMPOTENT_BY_REFERENCE},
                      {TOLLGATE_OPERATION_REFUND, TOLLGATE_RECOVERY_IDEMPOTENT_BY_REFERENCE,
                       TOLLGATE_TAKES_PARTIAL | TOLLGATE_TAKES_MULTIPLE}};
  qrpay.methods = {"wallet", "card"};
  qrpay.currencies = {{"*", 1, 1'000'000'000}};
  qrpay.settings_schema = settings_schema();
  return qrpay;
}

}  // namespace
}  // namespace tollgate::qrpay

TOLLGATE_CHANNEL(tollgate::qrpay::QrPayChannel, tollgate::qrpay::descriptor())
