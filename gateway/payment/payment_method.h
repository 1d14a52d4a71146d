// PaymentMethod: a stored way to pay; today a card token. The sealed record is opaque here: only
// the vault opens it.
#pragma once

#include <string>

#include "gateway/base/clock.h"
#include "gateway/payment/ids.h"
#include "gateway/payment/payment.h"

namespace tollgate {

struct PaymentMethod {
  PaymentMethodId id;
  MerchantId merchant_id;
  Mode mode = Mode::unknown;
  CardSummary card;
  std::string fingerprint;  // hex HMAC of the number: the same card has the same one
  std::string sealed;       // ciphertext of number and holder (vault's envelope format)
  Timestamp created_at{};
};

}  // namespace tollgate
