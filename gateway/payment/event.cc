#include "gateway/payment/event.h"

#include "gateway/base/check.h"

namespace tollgate {
namespace {

constexpr std::string_view kPayment = "payment.";
constexpr std::string_view kPayout = "payout.";

}  // namespace

std::string event_type_of(PaymentDirection direction, std::string_view payment_type) {
  if (direction != PaymentDirection::payout) return std::string(payment_type);
  if (payment_type == event_type::kPaymentReversed) return std::string(event_type::kPayoutReturned);
  CHECK(payment_type.starts_with(kPayment));  // a payout has no refund and no dispute
  return std::string(kPayout).append(payment_type.substr(kPayment.size()));
}

PaymentDirection direction_of_event(std::string_view type) {
  return type.starts_with(kPayout) ? PaymentDirection::payout : PaymentDirection::payment;
}

}  // namespace tollgate
