#include "gateway/adapters/vault/sealed_card_vault.h"

#include "gateway/adapters/vault/envelope.h"
#include "gateway/base/encoding.h"

namespace tollgate::vault {
namespace {

constexpr std::string_view kField = "card";

// What is sealed: the number, a line break, the holder's name.
Secret join(const CardData& card) {
  std::string text(card.number.reveal());
  text.push_back('\n');
  text.append(card.holder);
  return Secret(std::move(text));
}

}  // namespace

Status SealedCardVault::seal(const CardData& card, PaymentMethod& method) {
  const std::string token = method.id.str();
  const std::string merchant = method.merchant_id.str();
  const RecordBinding binding{token, merchant, kField};
  auto record = vault::seal(join(card), binding, ring_, random_);
  if (!record.ok()) return record.error();
  method.sealed = std::move(record->bytes);
  method.fingerprint = to_hex(as_text(ring_.fingerprint(card.number)));
  return ok_status();
}

Result<CardData> SealedCardVault::open(const PaymentMethod& method) {
  const std::string token = method.id.str();
  const std::string merchant = method.merchant_id.str();
  const RecordBinding binding{token, merchant, kField};
  const SealedRecord record{method.sealed};
  auto plain = vault::open(record, binding, ring_);
  if (!plain.ok()) return plain.error();
  const std::string_view text = plain->reveal();
  const auto end = text.find('\n');
  if (end == std::string_view::npos)
    return Error{ErrorCode::internal, "A stored card is not in the form it was sealed in.", ""};
  CardData card;
  card.number = Secret(std::string(text.substr(0, end)));
  card.holder = text.substr(end + 1);
  card.expiry_month = method.card.expiry_month;
  card.expiry_year = method.card.expiry_year;
  return card;
}

Digest32 SealedCardVault::request_fingerprint(std::string_view bytes) {
  // The same key as for cards, kept apart by a prefix that no card number has.
  return ring_.fingerprint(Secret("request\n" + std::string(bytes)));
}

}  // namespace tollgate::vault
