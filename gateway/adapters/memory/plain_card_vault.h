// PlainCardVault: the CardVault's twin for tests and the simulation. It seals nothing, so it must
// never see a real card. Safe from any thread.
#pragma once

#include "gateway/app/ports/card_vault.h"
#include "gateway/base/encoding.h"

namespace tollgate::memory {

class PlainCardVault final : public CardVault {
 public:
  Status seal(const CardData& card, PaymentMethod& method) override {
    method.sealed = card.number.reveal();
    method.fingerprint = to_hex(as_text(sha256(card.number.reveal())));
    return ok_status();
  }
  Result<CardData> open(const PaymentMethod& method) override {
    CardData card;
    card.number = Secret(method.sealed);
    card.expiry_month = method.card.expiry_month;
    card.expiry_year = method.card.expiry_year;
    return card;
  }
  Digest32 request_fingerprint(std::string_view bytes) override { return sha256(bytes); }
};

}  // namespace tollgate::memory
