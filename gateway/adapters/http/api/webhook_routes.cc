// Everything under /v1 that is about webhooks, and the events they carry.
#include "gateway/adapters/http/api/api.h"

namespace tollgate::http {

void Api::add_webhook_routes(Router& router) {
  using enum Idempotency;
  using enum Urgency;
  WebhookServices& webhooks = *options_.webhooks;
  const auto change = [&webhooks](auto endpoint) -> Endpoint {
    return [&webhooks, endpoint](Services& services, Call& call) {
      return endpoint(services, webhooks, call);
    };
  };
  const auto read = [&webhooks](auto endpoint) -> Endpoint {
    return [&webhooks, endpoint](Services&, Call& call) { return endpoint(webhooks, call); };
  };
  const auto endpoints = "/v1/webhook_endpoints";
  const auto endpoint = "/v1/webhook_endpoints/{id}";
  add(router, "POST", endpoints, can_wait, optional, change(post_webhook_endpoint));
  add(router, "GET", endpoints, can_wait, none, read(list_webhook_endpoints));
  add(router, "GET", endpoint, can_wait, none, read(get_webhook_endpoint));
  add(router, "PATCH", endpoint, can_wait, optional, change(patch_webhook_endpoint));
  add(router, "DELETE", endpoint, can_wait, optional, change(delete_webhook_endpoint));
  add(router, "POST", "/v1/webhook_endpoints/{id}/rotate_secret", can_wait, optional,
      change(post_rotate_secret));
  add(router, "POST", "/v1/webhook_endpoints/{id}/test", can_wait, optional,
      change(post_test_webhook));
  add(router, "POST", "/v1/webhook_endpoints/{id}/replay", can_wait, optional,
      change(post_replay_events));
  add(router, "GET", "/v1/webhook_deliveries", can_wait, none, read(list_webhook_deliveries));
  add(router, "GET", "/v1/webhook_deliveries/{id}", can_wait, none, read(get_webhook_delivery));
  add(router, "POST", "/v1/webhook_deliveries/{id}/replay", can_wait, optional,
      change(post_replay_delivery));
  add(router, "GET", "/v1/events", can_wait, none, read(list_merchant_events));
}

}  // namespace tollgate::http
