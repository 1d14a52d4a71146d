#include "gateway/adapters/http/api/answers.h"
#include "gateway/adapters/http/api/api.h"
#include "gateway/adapters/http/api/payment_pages.h"
#include "gateway/app/payment_json.h"

namespace tollgate::http {
namespace {

// `write` writes one item.
template <class T, class Write>
HttpResponse whole_list(const std::vector<T>& items, Write write) {
  JsonWriter json;
  json.begin_object().key("data").begin_array();
  for (const auto& item : items) write(json, item);
  json.end_array().member("has_more", false).key("next_cursor").null().end_object();
  return json_response(200, json.take());
}

}  // namespace

Task<HttpResponse> list_operations(Services& services, Call& call, PaymentDirection direction) {
  auto own = co_await find_own(services, call, direction);
  if (auto* response = std::get_if<HttpResponse>(&own)) co_return std::move(*response);
  auto operations = co_await services.store.list_operations(std::get<Payment>(own).id);
  if (!operations.ok()) co_return store_away(call.request);
  co_return whole_list(*operations, [&](JsonWriter& json, const Operation& operation) {
    write_json(json, operation, direction);
  });
}

Task<HttpResponse> list_events(Services& services, Call& call, PaymentDirection direction) {
  auto own = co_await find_own(services, call, direction);
  if (auto* response = std::get_if<HttpResponse>(&own)) co_return std::move(*response);
  auto events = co_await services.store.list_events(std::get<Payment>(own).id);
  if (!events.ok()) co_return store_away(call.request);
  co_return whole_list(*events,
                       [](JsonWriter& json, const Event& event) { write_json(json, event); });
}

}  // namespace tollgate::http
