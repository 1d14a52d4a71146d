// CardVault: the only thing that sees a stored card number. Implementations: adapters/vault
// (sealed with AES-256-GCM) and the memory twin of the simulation. Safe from any thread.
#pragma once

#include "gateway/app/ports/channel_port.h"
#include "gateway/base/digest.h"
#include "gateway/base/result.h"
#include "gateway/payment/payment_method.h"

namespace tollgate {

class CardVault {
 public:
  virtual ~CardVault() = default;

  // Fills fingerprint and sealed of `method`, whose ids must be set. The security code is never
  // part of what is sealed.
  virtual Status seal(const CardData& card, PaymentMethod& method) = 0;
  // The number, holder and expiry; never a security code.
  virtual Result<CardData> open(const PaymentMethod& method) = 0;
  // A keyed digest of a request's bytes. A plain hash of a request that holds a card number would
  // give the number away to whoever can try all of them.
  virtual Digest32 request_fingerprint(std::string_view bytes) = 0;
};

}  // namespace tollgate
