#include "gateway/app/webhooks/webhook_json.h"

namespace tollgate {
namespace {

void write_members(JsonWriter& json, const WebhookEndpoint& endpoint) {
  json.member("id", endpoint.id.str())
      .member("object", "webhook_endpoint")
      .member("mode", to_text(endpoint.mode))
      .member("url", endpoint.url)
      .key("enabled_events")
      .begin_array();
  for (const auto& type : endpoint.enabled_events) json.value(type);
  json.end_array()
      .member_or_null("description", endpoint.description)
      .member("status", to_text(endpoint.status))
      .member_or_null("disabled_reason", endpoint.disabled_reason)
      .member("version", endpoint.version)
      .member("created_at", to_rfc3339(endpoint.created_at))
      .member("updated_at", to_rfc3339(endpoint.updated_at));
}

void write_members(JsonWriter& json, const WebhookDelivery& delivery) {
  const PaymentDirection direction = direction_of_event(delivery.event_type);
  const bool is_of_payout = direction == PaymentDirection::payout;
  json.member("id", delivery.id.str())
      .member("object", "webhook_delivery")
      .member("endpoint_id", delivery.endpoint_id.str())
      .member("event_id", delivery.event_id.str())
      .member("event_type", delivery.event_type)
      .member_or_null(is_of_payout ? "payout_id" : "payment_id",
                      delivery.payment_id.is_nil() ? "" : shown_id(delivery.payment_id, direction))
      .member("status", to_text(delivery.status))
      .member("attempt_count", delivery.attempts)
      .member_or_null("next_attempt_at", delivery.due_at ? to_rfc3339(*delivery.due_at) : "")
      .key("last_http_status");
  if (delivery.last_http_status == 0)
    json.null();
  else
    json.value(delivery.last_http_status);
  json.member_or_null("last_error", delivery.last_error)
      .member("event_occurred_at", to_rfc3339(delivery.event_occurred_at))
      .member("created_at", to_rfc3339(delivery.created_at))
      .member_or_null("delivered_at",
                      delivery.delivered_at ? to_rfc3339(*delivery.delivered_at) : "");
}

void write_attempt(JsonWriter& json, const WebhookAttempt& attempt) {
  json.begin_object()
      .member("number", attempt.number)
      .member("started_at", to_rfc3339(attempt.started_at))
      .member("duration_ms", attempt.duration_ms)
      .key("http_status");
  if (attempt.http_status == 0)
    json.null();
  else
    json.value(attempt.http_status);
  json.member_or_null("error", attempt.error).member_or_null("answer", attempt.answer).end_object();
}

}  // namespace

std::string to_json(const WebhookEndpoint& endpoint, std::span<const WebhookSecret> secrets,
                    std::string_view secret) {
  JsonWriter json;
  json.begin_object();
  write_members(json, endpoint);
  if (!secret.empty()) json.member("secret", secret);
  json.key("secrets").begin_array();
  for (const auto& active : secrets)
    json.begin_object()
        .member("number", active.number)
        .member("created_at", to_rfc3339(active.created_at))
        .member_or_null("expires_at", active.expires_at ? to_rfc3339(*active.expires_at) : "")
        .end_object();
  json.end_array().end_object();
  return json.take();
}

void write_json(JsonWriter& json, const WebhookEndpoint& endpoint) {
  json.begin_object();
  write_members(json, endpoint);
  json.end_object();
}

void write_json(JsonWriter& json, const WebhookDelivery& delivery) {
  json.begin_object();
  write_members(json, delivery);
  json.end_object();
}

std::string to_json(const WebhookDelivery& delivery, std::span<const WebhookAttempt> attempts) {
  JsonWriter json;
  json.begin_object();
  write_members(json, delivery);
  json.key("attempts").begin_array();
  for (const auto& attempt : attempts) write_attempt(json, attempt);
  json.end_array().end_object();
  return json.take();
}

}  // namespace tollgate
