// The signature of Standard Webhooks 1.0: HMAC-SHA256 over "id.timestamp.body", once with each
// secret that is active, so that a receiver may change over whenever it likes. Pure.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "gateway/base/clock.h"
#include "gateway/base/random.h"
#include "gateway/base/result.h"
#include "gateway/base/secret.h"

namespace tollgate {

// "whsec_" and the base64 of 32 random bytes.
Secret make_webhook_secret(Random& random);

// The value of webhook-signature: "v1,<base64>", one for each secret, with spaces between them.
// Error: invalid_argument when a secret is not one that make_webhook_secret() could have made.
Result<std::string> webhook_signature(std::span<const Secret> secrets, std::string_view id,
                                      std::int64_t timestamp_s, std::string_view body);

}  // namespace tollgate
