// An answer that shows a webhook secret is stored, for retries of its request, with the secret
// still sealed: the database never holds one in the clear. It is opened on the way out, the first
// time and every other time, so that all get the same bytes.
#pragma once

#include "gateway/app/answer.h"
#include "gateway/app/webhooks/webhook_services.h"

namespace tollgate {

// What stands in the stored answer in the secret's place.
std::string sealed_placeholder(const WebhookSecret& secret);

// Puts the secret in its place, if the answer has one. Error: the vault cannot open it.
Status open_answer(StoredAnswer& answer, MerchantId merchant, const WebhookServices& webhooks);

}  // namespace tollgate
