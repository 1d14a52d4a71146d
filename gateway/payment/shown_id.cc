#include "gateway/payment/shown_id.h"

namespace tollgate {

std::string shown_id(PaymentId id, PaymentDirection direction) {
  return direction == PaymentDirection::payout ? PayoutId(id.uuid()).str() : id.str();
}

std::optional<PaymentId> payment_id_from_text(std::string_view text, PaymentDirection direction) {
  if (direction != PaymentDirection::payout) return PaymentId::parse(text);
  const auto id = PayoutId::parse(text);
  if (!id) return std::nullopt;
  return PaymentId(id->uuid());
}

}  // namespace tollgate
