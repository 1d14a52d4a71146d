#include "gateway/adapters/http/api/answers.h"
#include "gateway/adapters/http/api/api.h"
#include "gateway/adapters/http/api/json_body.h"
#include "gateway/adapters/http/api/query_string.h"
#include "gateway/app/webhooks/manage_endpoints.h"
#include "gateway/app/webhooks/webhook_json.h"

namespace tollgate::http {
namespace {

constexpr std::size_t kPageDefault = 10;
constexpr std::size_t kPageMost = 100;

template <class T>
HttpResponse page_response(const PageOf<T>& page) {
  JsonWriter json;
  json.begin_object().key("data").begin_array();
  for (const auto& item : page.items) write_json(json, item);
  json.end_array().member("has_more", page.has_more);
  json.member_or_null("next_cursor", page.has_more ? page.items.back().id.str() : "");
  json.end_object();
  return json_response(200, json.take());
}

// An optional id of the query; a text that is none of its kind is a problem.
template <class AnyId>
std::optional<AnyId> read_id(QueryString& query, std::string_view name, std::string_view form) {
  const std::string text = query.text(name);
  const auto id = AnyId::parse(text);
  if (!id && !text.empty())
    query.fail("parameter_invalid", name,
               std::string(name) + " must be an id: " + std::string(form) + "….");
  return id;
}

DeliveryFilter read_delivery_filter(QueryString& query, const Call& call) {
  DeliveryFilter filter;
  filter.merchant_id = call.principal.merchant_id;
  filter.mode = call.principal.mode;
  filter.endpoint_id = read_id<WebhookEndpointId>(query, "endpoint_id", "we_");
  filter.starting_after = read_id<WebhookDeliveryId>(query, "starting_after", "wd_");
  filter.limit = query.number("limit", kPageDefault, 1, kPageMost);
  const std::string status = query.text("status");
  for (const auto known : {WebhookDeliveryStatus::pending, WebhookDeliveryStatus::delivered,
                           WebhookDeliveryStatus::failed})
    if (status == to_text(known)) filter.status = known;
  if (!status.empty() && !filter.status)
    query.fail("parameter_invalid", "status", "status must be pending, delivered or failed.");
  query.finish();
  return filter;
}

EventFilter read_event_filter(QueryString& query, const Call& call) {
  EventFilter filter;
  filter.merchant_id = call.principal.merchant_id;
  filter.mode = call.principal.mode;
  filter.payment_id = read_id<PaymentId>(query, "payment_id", "pay_");
  if (const auto payout = read_id<PayoutId>(query, "payout_id", "po_"))
    filter.payment_id = PaymentId(payout->uuid());
  filter.starting_after = read_id<EventId>(query, "starting_after", "evt_");
  filter.type = query.text("type");
  filter.limit = query.number("limit", kPageDefault, 1, kPageMost);
  query.finish();
  return filter;
}

}  // namespace

Task<HttpResponse> list_webhook_deliveries(WebhookServices& webhooks, Call& call) {
  QueryString query(call.request.query);
  DeliveryFilter filter = read_delivery_filter(query, call);
  if (query.problem()) co_return refuse(*query.problem(), call.request);
  if (filter.endpoint_id) {
    auto endpoint =
        co_await webhooks.store.find_endpoint(filter.merchant_id, filter.mode, *filter.endpoint_id);
    if (!endpoint.ok()) co_return store_away(call.request);
    if (!endpoint->has_value()) co_return not_found(call.request, "webhook endpoint");
  }
  auto page = co_await webhooks.store.list_deliveries(filter);
  if (!page.ok()) co_return store_away(call.request);
  co_return page_response(*page);
}

Task<HttpResponse> get_webhook_delivery(WebhookServices& webhooks, Call& call) {
  const auto id = WebhookDeliveryId::parse(call.path["id"]);
  if (!id) co_return not_found(call.request, "webhook delivery");
  auto delivery =
      co_await webhooks.store.find_delivery(call.principal.merchant_id, call.principal.mode, *id);
  if (!delivery.ok()) co_return store_away(call.request);
  if (!delivery->has_value()) co_return not_found(call.request, "webhook delivery");
  auto attempts = co_await webhooks.store.list_attempts(*id);
  if (!attempts.ok()) co_return store_away(call.request);
  co_return json_response(200, to_json(**delivery, *attempts));
}

Task<HttpResponse> post_replay_delivery(Services& services, WebhookServices& webhooks, Call& call) {
  JsonBody body(call.request);
  body.finish();
  if (body.problem()) co_return refuse(*body.problem(), call.request);
  const auto id = WebhookDeliveryId::parse(call.path["id"]);
  if (!id) co_return not_found(call.request, "webhook delivery");
  ReplayWebhookDelivery command;
  command.merchant_id = call.principal.merchant_id;
  command.id = *id;
  co_return to_response(
      co_await replay_webhook_delivery(services, webhooks, call.context, command));
}

Task<HttpResponse> list_merchant_events(WebhookServices& webhooks, Call& call) {
  QueryString query(call.request.query);
  EventFilter filter = read_event_filter(query, call);
  if (query.problem()) co_return refuse(*query.problem(), call.request);
  auto page = co_await webhooks.store.list_events(std::move(filter));
  if (!page.ok()) co_return store_away(call.request);
  co_return page_response(*page);
}

}  // namespace tollgate::http
