// The JSON of webhooks, as the open API shows it.
#pragma once

#include <span>

#include "gateway/app/payment_json.h"
#include "gateway/app/webhooks/webhook.h"

namespace tollgate {

// `secrets` are those that sign; of them only number and times are shown. `secret` is shown as it
// is when it is not empty: at creation and rotation.
std::string to_json(const WebhookEndpoint& endpoint, std::span<const WebhookSecret> secrets,
                    std::string_view secret = {});
void write_json(JsonWriter& json, const WebhookEndpoint& endpoint);
void write_json(JsonWriter& json, const WebhookDelivery& delivery);
std::string to_json(const WebhookDelivery& delivery, std::span<const WebhookAttempt> attempts);

}  // namespace tollgate
