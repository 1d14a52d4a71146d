// What a merchant may do with webhook endpoints and deliveries. Each takes effect once for an
// Idempotency-Key, together with its stored answer, in one transaction.
#pragma once

#include "gateway/app/request_guard.h"
#include "gateway/app/webhooks/webhook_services.h"

namespace tollgate {

constexpr std::size_t kWebhookEndpointsMax = 16;  // of a merchant, in each mode
constexpr std::size_t kWebhookReplayMax = 1000;   // events in one call
constexpr std::chrono::seconds kFormerSecretLifetime = std::chrono::hours(24);
constexpr std::chrono::seconds kFormerSecretLifetimeMax = std::chrono::hours(24 * 7);

struct CreateWebhookEndpoint {
  MerchantId merchant_id;
  std::string url;
  std::vector<std::string> enabled_events;
  std::string description;
};

struct UpdateWebhookEndpoint {
  MerchantId merchant_id;
  WebhookEndpointId id;
  std::optional<std::string> url;
  std::optional<std::vector<std::string>> enabled_events;
  std::optional<std::string> description;
  std::optional<WebhookEndpointStatus> status;  // deleted: for good
};

struct RotateWebhookSecret {
  MerchantId merchant_id;
  WebhookEndpointId id;
  std::chrono::seconds former_lifetime = kFormerSecretLifetime;  // how long it signs as well
};

struct TestWebhookEndpoint {
  MerchantId merchant_id;
  WebhookEndpointId id;
};

struct ReplayWebhookDelivery {
  MerchantId merchant_id;
  WebhookDeliveryId id;
};

struct ReplayWebhookEvents {
  MerchantId merchant_id;
  WebhookEndpointId id;
  Timestamp from{};
  Timestamp to{};
  bool delivered_too = false;
  std::optional<EventId> starting_after;
};

Task<Reply> create_webhook_endpoint(Services& services, WebhookServices& webhooks,
                                    const RequestContext& context, CreateWebhookEndpoint command);
Task<Reply> update_webhook_endpoint(Services& services, WebhookServices& webhooks,
                                    const RequestContext& context, UpdateWebhookEndpoint command);
Task<Reply> rotate_webhook_secret(Services& services, WebhookServices& webhooks,
                                  const RequestContext& context, RotateWebhookSecret command);
Task<Reply> test_webhook_endpoint(Services& services, WebhookServices& webhooks,
                                  const RequestContext& context, TestWebhookEndpoint command);
Task<Reply> replay_webhook_delivery(Services& services, WebhookServices& webhooks,
                                    const RequestContext& context, ReplayWebhookDelivery command);
Task<Reply> replay_webhook_events(Services& services, WebhookServices& webhooks,
                                  const RequestContext& context, ReplayWebhookEvents command);

}  // namespace tollgate
