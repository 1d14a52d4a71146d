// WalletChannel: payments by a wallet's app, over its open API (RSA2 signatures, JSON in a form).
// The payer scans the merchant's code, shows a code of their own, or is sent to the wallet's page.
#include <memory>

#include "plugins/wallet/amount.h"
#include "plugins/wallet/api.h"
#include "plugins/wallet/descriptor.h"
#include "plugins/wallet/notice.h"
#include "plugins/wallet/order.h"
#include "plugins/wallet/result.h"
#include "plugins/wallet/statement.h"
#include "tollgate/channel.hpp"

namespace tollgate::wallet {
namespace {

using Json = nlohmann::json;
using sdk::Http;
using sdk::Operation;
using sdk::Outcome;
using sdk::Reply;
using sdk::Request;

Outcome unusable(std::string message) {
  return Outcome::not_sent(TOLLGATE_CODE_UNUSABLE_REQUEST, std::move(message));
}

bool is_about_sale(const Request& request) {
  return request.original && request.original->kind == TOLLGATE_OPERATION_SALE;
}

Outcome no_sale() { return unusable("The operation names no sale."); }

Outcome cannot_sign() {
  return Outcome::not_sent(TOLLGATE_CODE_PLUGIN_FAILURE, "The request could not be signed.");
}

// After an earlier message of the operation was answered, "not sent" proves nothing any more.
Outcome later_wire(const Reply& reply) {
  Outcome outcome = Outcome::of_wire(reply);
  outcome.kind = TOLLGATE_OUTCOME_UNKNOWN;
  return outcome;
}

// Whether a payer may have to be kept from paying: the order was shown and nobody has met it yet.
bool waits_for_payer(const Request& request) {
  const auto same = still_waiting(*request.original);
  return same && same->next_action->kind != TOLLGATE_NEXT_ACTION_AWAIT_NOTIFICATION;
}

class WalletChannel final : public sdk::Channel {
 public:
  static std::unique_ptr<WalletChannel> create(std::string_view json, std::string& problem) {
    auto settings = read_settings(json, problem);
    if (!settings) return nullptr;
    return std::make_unique<WalletChannel>(std::move(settings));
  }
  explicit WalletChannel(std::unique_ptr<const Settings> settings)
      : settings_(std::move(settings)), api_(*settings_) {}

  Operation sale(Request request) const override {
    const auto flow = flow_of(*settings_, request);
    if (!flow)
      co_return unusable(
          "The metadata wallet_auth_code must be 16 to 64 digits, wallet_presentation qr_code or "
          "redirect.");
    if (*flow == Flow::redirect) co_return send_to_page(request);
    const bool scanned = *flow == Flow::payer_code;
    const std::string_view name = scanned ? method::kPay : method::kPrecreate;
    auto message = api_.call(name, order_content(*settings_, *flow, request), request.time_unix_us);
    if (!message) co_return cannot_sign();
    const Reply reply = co_await std::move(*message);
    if (!reply.ok()) co_return Outcome::of_wire(reply);
    std::string why;
    const auto answer = api_.read(name, reply, why);
    if (!answer) co_return unbelievable(std::move(why));
    co_return sale_outcome(*settings_, *flow, *answer, request);
  }

  Operation query(Request request) const override {
    if (!is_about_sale(request)) co_return no_sale();
    const Json content = {{"out_trade_no", std::string(request.original->operation_id)}};
    auto message = api_.call(method::kQuery, content, request.time_unix_us);
    if (!message) co_return cannot_sign();
    const Reply reply = co_await std::move(*message);
    if (!reply.ok()) co_return Outcome::of_wire(reply);
    std::string why;
    const auto answer = api_.read(method::kQuery, reply, why);
    if (!answer) co_return unbelievable(std::move(why));
    co_return query_outcome(*settings_, *answer, request);
  }

  // Closes an order that waits for a payer. What cannot be closed (the payer was faster, or nobody
  // knows) is canceled: the wallet ends it, or gives the money back, and takes the order no more.
  Operation void_original(Request request) const override {
    if (!is_about_sale(request)) co_return no_sale();
    const Json content = {{"out_trade_no", std::string(request.original->operation_id)}};
    bool asked = false;
    if (waits_for_payer(request)) {
      auto close = api_.call(method::kClose, content, request.time_unix_us);
      if (!close) co_return cannot_sign();
      const Reply reply = co_await std::move(*close);
      if (!reply.ok()) co_return Outcome::of_wire(reply);
      std::string why;
      const auto answer = api_.read(method::kClose, reply, why);
      if (!answer) co_return unbelievable(std::move(why));
      if (answer->code == code::kSuccess) co_return void_outcome(*answer, request);
      asked = true;
    }
    auto cancel = api_.call(method::kCancel, content, request.time_unix_us);
    if (!cancel) co_return cannot_sign();
    const Reply reply = co_await std::move(*cancel);
    if (!reply.ok()) co_return asked ? later_wire(reply) : Outcome::of_wire(reply);
    std::string why;
    const auto answer = api_.read(method::kCancel, reply, why);
    if (!answer) co_return unbelievable(std::move(why));
    co_return void_outcome(*answer, request);
  }

  Operation refund(Request request) const override {
    if (!is_about_sale(request)) co_return no_sale();
    const Json content = {
        {"out_trade_no", std::string(request.original->operation_id)},
        {"out_request_no", std::string(request.operation_id)},
        {"refund_amount", decimal_of(request.amount.minor, request.amount.exponent)}};
    auto message = api_.call(method::kRefund, content, request.time_unix_us);
    if (!message) co_return cannot_sign();
    const Reply reply = co_await std::move(*message);
    if (!reply.ok()) co_return Outcome::of_wire(reply);
    std::string why;
    const auto answer = api_.read(method::kRefund, reply, why);
    if (!answer) co_return unbelievable(std::move(why));
    if (auto outcome = refund_outcome(*answer, request)) co_return std::move(*outcome);

    // No money moved by this request: by an earlier attempt of it, or not at all. The wallet knows.
    const Json question = {{"out_trade_no", std::string(request.original->operation_id)},
                           {"out_request_no", std::string(request.operation_id)}};
    auto ask = api_.call(method::kRefundQuery, question, request.time_unix_us);
    if (!ask) co_return unbelievable("The question about the refund could not be signed.");
    const Reply told = co_await std::move(*ask);
    if (!told.ok()) co_return later_wire(told);
    const auto known = api_.read(method::kRefundQuery, told, why);
    if (!known) co_return unbelievable(std::move(why));
    co_return refund_query_outcome(*known, request);
  }

  bool has_notifications() const override { return true; }
  sdk::Reading read_notification(const sdk::Notification& notification) const override {
    return read_notice(*settings_, notification);
  }

  bool has_statements() const override { return true; }
  std::unique_ptr<sdk::StatementReader> read_statement(
      const sdk::StatementFile& file) const override {
    return open_statement(*settings_, file.bytes);
  }

 private:
  // Nothing is sent: the payer's browser makes the order by opening the address.
  Outcome send_to_page(const Request& request) const {
    const Json content = order_content(*settings_, Flow::redirect, request);
    const auto url = api_.page(content, return_url_of(*settings_, request), request.time_unix_us);
    if (!url) return cannot_sign();
    if (url->size() > TOLLGATE_NEXT_ACTION_URL_MAX)
      return unusable(
          "The wallet's address would be longer than 2048 bytes: shorten "
          "wallet_return_url or the description.");
    return waiting(Flow::redirect, *url,
                   expires_at_unix_us(*settings_, Flow::redirect, request.time_unix_us));
  }

  const std::unique_ptr<const Settings> settings_;
  const Api api_;
};

}  // namespace
}  // namespace tollgate::wallet

TOLLGATE_CHANNEL(tollgate::wallet::WalletChannel, tollgate::wallet::descriptor())
