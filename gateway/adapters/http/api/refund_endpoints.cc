#include "gateway/adapters/http/api/answers.h"
#include "gateway/adapters/http/api/api.h"
#include "gateway/adapters/http/api/json_body.h"
#include "gateway/adapters/http/api/query_string.h"
#include "gateway/app/change_payment.h"
#include "gateway/app/load.h"
#include "gateway/app/payment_json.h"

namespace tollgate::http {
namespace {

constexpr std::size_t kReasonCharsMax = 255;

RefundPayment read_refund(JsonBody& body, const Call& call) {
  RefundPayment command;
  command.merchant_id = call.principal.merchant_id;
  const std::string payment = body.text("payment_id", Presence::required, 64);
  const auto id = PaymentId::parse(payment);
  if (!id && !payment.empty())
    body.fail("parameter_invalid", "payment_id", "payment_id must be the id of a payment: pay_….");
  command.payment_id = id.value_or(PaymentId());
  command.amount_minor = body.integer("amount", Presence::optional, 1, Money::kMinorMax);
  command.currency = body.text("currency", Presence::optional, 3);
  command.reason = body.text("reason", Presence::optional, kReasonCharsMax);
  body.finish();
  return command;
}

}  // namespace

Task<HttpResponse> post_refund(Services& services, Call& call) {
  JsonBody body(call.request);
  RefundPayment command = read_refund(body, call);
  if (body.problem()) co_return refuse(*body.problem(), call.request);
  co_return to_response(co_await refund_payment(services, call.context, std::move(command)));
}

Task<HttpResponse> get_refund(Services& services, Call& call) {
  const auto id = RefundId::parse(call.path["id"]);
  if (!id) co_return not_found(call.request, "refund");
  auto refund =
      co_await services.store.find_refund(call.principal.merchant_id, call.principal.mode, *id);
  if (!refund.ok()) co_return store_away(call.request);
  if (!refund->has_value()) co_return not_found(call.request, "refund");
  co_return json_response(200, to_json(**refund));
}

Task<HttpResponse> list_refunds(Services& services, Call& call) {
  QueryString query(call.request.query);
  const std::string text = query.text("payment_id");
  query.finish();
  const auto id = PaymentId::parse(text);
  if (text.empty())
    query.fail("parameter_missing", "payment_id", "Name the payment: ?payment_id=pay_….");
  if (query.problem()) co_return refuse(*query.problem(), call.request);
  if (!id) co_return not_found(call.request, "payment");
  auto payment = co_await find_payment(services.store, call.principal.merchant_id,
                                       call.principal.mode, PaymentDirection::payment, *id);
  if (!payment.ok()) co_return store_away(call.request);
  if (!payment->has_value()) co_return not_found(call.request, "payment");
  auto refunds = co_await services.store.list_refunds(*id);
  if (!refunds.ok()) co_return store_away(call.request);
  JsonWriter json;
  json.begin_object().key("data").begin_array();
  for (const auto& refund : *refunds) write_json(json, refund);
  json.end_array().member("has_more", false).key("next_cursor").null().end_object();
  co_return json_response(200, json.take());
}

}  // namespace tollgate::http
