// SealedCardVault: the CardVault that keeps its promise with AES-256-GCM. Safe from any thread.
#pragma once

#include "gateway/adapters/vault/key_ring.h"
#include "gateway/app/ports/card_vault.h"
#include "gateway/base/random.h"

namespace tollgate::vault {

class SealedCardVault final : public CardVault {
 public:
  SealedCardVault(KeyRing ring, Random& random) : ring_(std::move(ring)), random_(random) {}

  Status seal(const CardData& card, PaymentMethod& method) override;
  Result<CardData> open(const PaymentMethod& method) override;
  Digest32 request_fingerprint(std::string_view bytes) override;

 private:
  const KeyRing ring_;
  Random& random_;
};

}  // namespace tollgate::vault
