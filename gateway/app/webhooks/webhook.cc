#include "gateway/app/webhooks/webhook.h"

#include <algorithm>

#include "gateway/base/digest.h"
#include "gateway/base/encoding.h"

namespace tollgate {

std::string_view to_text(WebhookEndpointStatus status) {
  switch (status) {
    case WebhookEndpointStatus::enabled:
      return "enabled";
    case WebhookEndpointStatus::disabled:
      return "disabled";
    case WebhookEndpointStatus::deleted:
      return "deleted";
    case WebhookEndpointStatus::unknown:
      break;
  }
  return "unknown";
}

std::string_view to_text(WebhookDeliveryStatus status) {
  switch (status) {
    case WebhookDeliveryStatus::pending:
      return "pending";
    case WebhookDeliveryStatus::delivered:
      return "delivered";
    case WebhookDeliveryStatus::failed:
      return "failed";
    case WebhookDeliveryStatus::unknown:
      break;
  }
  return "unknown";
}

WebhookDeliveryId delivery_id_of(EventId event, WebhookEndpointId endpoint) {
  constexpr std::size_t kTimeBytes = 6;  // of a UUIDv7: milliseconds
  Uuid uuid;
  uuid.bytes = digest16_of(
      {"webhook_delivery", as_text(event.uuid().bytes), as_text(endpoint.uuid().bytes)});
  std::copy_n(event.uuid().bytes.begin(), kTimeBytes, uuid.bytes.begin());
  uuid.bytes[6] = static_cast<std::uint8_t>(0x70U | (uuid.bytes[6] & 0x0fU));  // version 7
  uuid.bytes[8] = static_cast<std::uint8_t>(0x80U | (uuid.bytes[8] & 0x3fU));  // RFC variant
  return WebhookDeliveryId(uuid);
}

bool wants(const WebhookEndpoint& endpoint, const Event& event) {
  if (endpoint.status != WebhookEndpointStatus::enabled ||
      endpoint.merchant_id != event.merchant_id || event.occurred_at < endpoint.enabled_at)
    return false;
  return std::any_of(endpoint.enabled_events.begin(), endpoint.enabled_events.end(),
                     [&](const std::string& type) { return type == "*" || type == event.type; });
}

WebhookDelivery delivery_of(const StoredEvent& event, const WebhookEndpoint& endpoint) {
  WebhookDelivery delivery;
  delivery.id = delivery_id_of(event.event.id, endpoint.id);
  delivery.endpoint_id = endpoint.id;
  delivery.merchant_id = endpoint.merchant_id;
  delivery.mode = endpoint.mode;
  delivery.event_id = event.event.id;
  delivery.event_type = event.event.type;
  delivery.payment_id = event.event.payment_id;
  delivery.event_stream = event.stream;
  delivery.event_number = event.number;
  delivery.event_occurred_at = event.event.occurred_at;
  delivery.status = WebhookDeliveryStatus::pending;
  return delivery;
}

}  // namespace tollgate
