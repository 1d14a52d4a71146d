// Webhooks: what a merchant registers (an endpoint and its secrets) and what is sent there (a
// delivery of one event, and the attempts at it). Plain values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "gateway/payment/event.h"

namespace tollgate {

struct WebhookEndpointTag {
  static constexpr std::string_view kPrefix = "we";
};
struct WebhookDeliveryTag {
  static constexpr std::string_view kPrefix = "wd";
};
using WebhookEndpointId = Id<WebhookEndpointTag>;
using WebhookDeliveryId = Id<WebhookDeliveryTag>;

enum class WebhookEndpointStatus : std::uint8_t {
  unknown = 0,
  enabled = 1,
  disabled = 2,
  deleted = 3
};
std::string_view to_text(WebhookEndpointStatus status);

struct WebhookEndpoint {
  WebhookEndpointId id;
  MerchantId merchant_id;
  Mode mode = Mode::unknown;
  std::string url;
  std::vector<std::string> enabled_events;  // types, or "*" alone
  std::string description;
  WebhookEndpointStatus status = WebhookEndpointStatus::unknown;
  std::string disabled_reason;  // "by_merchant", "gone" (it answered 410); empty while enabled
  Timestamp enabled_at{};       // what occurred before is not for it
  std::uint32_t version = 0;
  Timestamp created_at{};
  Timestamp updated_at{};
};

// At most this many sign at once: the current one, and the one before while it runs out.
constexpr std::size_t kWebhookSecretsMax = 2;

struct WebhookSecret {
  WebhookEndpointId endpoint_id;
  MerchantId merchant_id;
  std::uint32_t number = 0;  // of the endpoint, from 1; the highest is the current one
  std::string sealed;        // by the vault; opens to "whsec_…"
  Timestamp created_at{};
  std::optional<Timestamp> expires_at;  // of a former one
};

enum class WebhookDeliveryStatus : std::uint8_t {
  unknown = 0,
  pending = 1,    // due_at says when the next attempt is
  delivered = 2,  // answered 2xx
  failed = 3,     // given up; a replay makes it pending again
};
std::string_view to_text(WebhookDeliveryStatus status);

// One event for one endpoint.
struct WebhookDelivery {
  WebhookDeliveryId id;
  WebhookEndpointId endpoint_id;
  MerchantId merchant_id;
  Mode mode = Mode::unknown;
  EventId event_id;
  std::string event_type;
  PaymentId payment_id;            // nil: of no payment
  std::uint16_t event_stream = 0;  // where the event is stored ...
  std::uint64_t event_number = 0;  // ... 0: nowhere, `payload` is its data
  std::string payload;             // of a test event
  Timestamp event_occurred_at{};
  WebhookDeliveryStatus status = WebhookDeliveryStatus::unknown;
  std::uint32_t attempts = 0;  // all that were ever finished
  std::uint32_t round = 0;     // those since it was made due by hand: picks the next delay
  std::uint32_t claim = 0;     // counts the claims; the number of the attempt under way
  std::optional<Timestamp> due_at;
  int last_http_status = 0;  // 0: no answer
  std::string last_error;    // a sentence
  Timestamp created_at{};
  Timestamp updated_at{};
  std::optional<Timestamp> delivered_at;
};

struct WebhookAttempt {
  WebhookDeliveryId delivery_id;
  std::uint32_t number = 0;
  Timestamp started_at{};
  std::uint32_t duration_ms = 0;
  int http_status = 0;  // 0: no answer
  std::string error;    // a sentence; empty when it was delivered
  std::string answer;   // the first bytes of the body, whatever they are
};

// The same two give the same id, so that whoever expands an event makes the same row. Ids sort by
// the time of their events.
WebhookDeliveryId delivery_id_of(EventId event, WebhookEndpointId endpoint);

// True when the endpoint is enabled, chose the event's type, and was there when it occurred.
bool wants(const WebhookEndpoint& endpoint, const Event& event);

// A delivery of the event, due at once.
WebhookDelivery delivery_of(const StoredEvent& event, const WebhookEndpoint& endpoint);

}  // namespace tollgate
