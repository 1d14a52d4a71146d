// Deliveries that a merchant asks for: a test event, one delivery once more, the events of a time.
#include "gateway/app/webhooks/event_types.h"
#include "gateway/app/webhooks/manage_endpoints.h"
#include "gateway/app/webhooks/webhook_json.h"
#include "gateway/app/webhooks/webhook_request.h"

namespace tollgate {
namespace {

WebhookDelivery test_delivery(Services& services, const WebhookEndpoint& endpoint) {
  const Timestamp now = services.clock.now();
  StoredEvent stored;
  stored.event.id = EventId::make(now, services.random);
  stored.event.merchant_id = endpoint.merchant_id;
  stored.event.type = kWebhookTestType;
  stored.event.occurred_at = now;
  WebhookDelivery delivery = delivery_of(stored, endpoint);
  JsonWriter json;
  json.begin_object()
      .member("endpoint_id", endpoint.id.str())
      .member("message", "This is a test. If its signature verifies, payments' events will, too.")
      .end_object();
  delivery.payload = json.take();
  delivery.due_at = delivery.created_at = delivery.updated_at = now;
  return delivery;
}

Refusal disabled() {
  return webhook_refusal("webhook_endpoint_disabled",
                         "The endpoint is disabled. Enable it first: PATCH /v1/webhook_endpoints/"
                         "{id} with {\"status\": \"enabled\"}.");
}

std::string range_json(const WebhookEndpoint& endpoint, const PageOf<WebhookDelivery>& page) {
  JsonWriter json;
  json.begin_object()
      .member("object", "webhook_replay")
      .member("endpoint_id", endpoint.id.str())
      .member("replayed", static_cast<std::int64_t>(page.items.size()))
      .member("has_more", page.has_more)
      .member_or_null("next_cursor", page.has_more ? page.items.back().event_id.str() : "")
      .end_object();
  return json.take();
}

// The caller's endpoint when it is enabled, or the answer to give.
using Found = std::variant<WebhookEndpoint, Reply>;
Task<Found> enabled_endpoint(WebhookRequest& request, WebhookServices& webhooks,
                             const RequestContext& context, MerchantId merchant,
                             WebhookEndpointId id) {
  auto found = co_await webhooks.store.find_endpoint(merchant, context.mode, id);
  if (!found.ok()) {
    Reply reply = co_await request.unavailable();
    co_return Found(std::move(reply));
  }
  if (!found->has_value()) {
    Reply reply = co_await request.not_found("webhook endpoint");
    co_return Found(std::move(reply));
  }
  if ((*found)->status != WebhookEndpointStatus::enabled) {
    Refusal refusal = disabled();
    Reply reply = co_await request.refuse(std::move(refusal));
    co_return Found(std::move(reply));
  }
  co_return Found(std::move(**found));
}

}  // namespace

Task<Reply> test_webhook_endpoint(Services& services, WebhookServices& webhooks,
                                  const RequestContext& context, TestWebhookEndpoint command) {
  WebhookRequest request(services, webhooks, context);
  if (auto replay = co_await request.replay_if_seen()) co_return std::move(*replay);
  auto found =
      co_await enabled_endpoint(request, webhooks, context, command.merchant_id, command.id);
  if (auto* reply = std::get_if<Reply>(&found)) co_return std::move(*reply);
  WebhookChange change;
  change.due_deliveries = {test_delivery(services, std::get<WebhookEndpoint>(found))};
  std::string body = to_json(change.due_deliveries.front());
  auto reply = co_await request.commit(std::move(change), 202, std::move(body));
  if (!reply) co_return co_await request.changed_meanwhile();
  co_return std::move(*reply);
}

Task<Reply> replay_webhook_delivery(Services& services, WebhookServices& webhooks,
                                    const RequestContext& context, ReplayWebhookDelivery command) {
  WebhookRequest request(services, webhooks, context);
  if (auto replay = co_await request.replay_if_seen()) co_return std::move(*replay);
  auto delivery =
      co_await webhooks.store.find_delivery(command.merchant_id, context.mode, command.id);
  if (!delivery.ok()) co_return co_await request.unavailable();
  if (!delivery->has_value()) co_return co_await request.not_found("webhook delivery");
  auto found = co_await enabled_endpoint(request, webhooks, context, command.merchant_id,
                                         (*delivery)->endpoint_id);
  if (auto* reply = std::get_if<Reply>(&found)) co_return std::move(*reply);
  WebhookChange change;
  change.due_deliveries = {**delivery};
  WebhookDelivery& due = change.due_deliveries.front();
  due.status = WebhookDeliveryStatus::pending;
  due.due_at = due.updated_at = services.clock.now();
  std::string body = to_json(due);
  auto reply = co_await request.commit(std::move(change), 202, std::move(body));
  if (!reply) co_return co_await request.changed_meanwhile();
  co_return std::move(*reply);
}

Task<Reply> replay_webhook_events(Services& services, WebhookServices& webhooks,
                                  const RequestContext& context, ReplayWebhookEvents command) {
  WebhookRequest request(services, webhooks, context);
  if (auto replay = co_await request.replay_if_seen()) co_return std::move(*replay);
  auto found =
      co_await enabled_endpoint(request, webhooks, context, command.merchant_id, command.id);
  if (auto* reply = std::get_if<Reply>(&found)) co_return std::move(*reply);
  ReplayFilter filter;
  filter.endpoint = std::get<WebhookEndpoint>(found);
  filter.from = command.from;
  filter.to = command.to;
  filter.delivered_too = command.delivered_too;
  filter.starting_after = command.starting_after;
  filter.limit = kWebhookReplayMax;
  const WebhookEndpoint endpoint = filter.endpoint;
  auto page = co_await webhooks.store.deliveries_to_replay(std::move(filter));
  if (!page.ok()) co_return co_await request.unavailable();
  std::string body = range_json(endpoint, *page);
  WebhookChange change;
  change.due_deliveries = std::move(page->items);
  auto reply = co_await request.commit(std::move(change), 202, std::move(body));
  if (!reply) co_return co_await request.changed_meanwhile();
  co_return std::move(*reply);
}

}  // namespace tollgate
