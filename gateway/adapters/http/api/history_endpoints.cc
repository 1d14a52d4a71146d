#include "gateway/adapters/http/api/answers.h"
#include "gateway/adapters/http/api/api.h"
#include "gateway/app/payment_json.h"

namespace tollgate::http {
namespace {

template <class T>
HttpResponse whole_list(const std::vector<T>& items) {
  JsonWriter json;
  json.begin_object().key("data").begin_array();
  for (const auto& item : items) write_json(json, item);
  json.end_array().member("has_more", false).key("next_cursor").null().end_object();
  return json_response(200, json.take());
}

// The id of the path, if it is a payment of the caller's; otherwise the answer to give.
Task<std::variant<PaymentId, HttpResponse>> own_payment(Services& services, Call& call) {
  const auto id = PaymentId::parse(call.path["id"]);
  if (!id) co_return not_found(call.request, "payment");
  auto payment =
      co_await services.store.find_payment(call.principal.merchant_id, call.principal.mode, *id);
  if (!payment.ok()) co_return store_away(call.request);
  if (!payment->has_value()) co_return not_found(call.request, "payment");
  co_return *id;
}

}  // namespace

Task<HttpResponse> list_operations(Services& services, Call& call) {
  auto own = co_await own_payment(services, call);
  if (auto* response = std::get_if<HttpResponse>(&own)) co_return std::move(*response);
  auto operations = co_await services.store.list_operations(std::get<PaymentId>(own));
  if (!operations.ok()) co_return store_away(call.request);
  co_return whole_list(*operations);
}

Task<HttpResponse> list_events(Services& services, Call& call) {
  auto own = co_await own_payment(services, call);
  if (auto* response = std::get_if<HttpResponse>(&own)) co_return std::move(*response);
  auto events = co_await services.store.list_events(std::get<PaymentId>(own));
  if (!events.ok()) co_return store_away(call.request);
  co_return whole_list(*events);
}

}  // namespace tollgate::http
