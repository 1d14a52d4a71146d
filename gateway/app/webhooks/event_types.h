// The event types that an endpoint may choose. tests/gateway/app/webhooks/event_types_test.cc holds
// this list and gateway/payment/event.h together.
#pragma once

#include <span>
#include <string_view>

namespace tollgate {

// What POST /v1/webhook_endpoints/{id}/test sends, whatever the endpoint chose.
inline constexpr std::string_view kWebhookTestType = "webhook.test";

std::span<const std::string_view> webhook_event_types();
// One of them, or "*".
bool is_webhook_event_type(std::string_view type);

}  // namespace tollgate
