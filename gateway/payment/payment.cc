#include "gateway/payment/payment.h"

namespace tollgate {

bool is_method_name(std::string_view text) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  };
  return !text.empty() && text.size() <= kMethodCharsMax &&
         std::all_of(text.begin(), text.end(), fits);
}

bool sums_hold(const Payment& payment) {
  if (payment.is_payout() &&
      (payment.amount_refunded != 0 || payment.amount_refunding != 0 ||
       payment.amount_disputed != 0 || payment.amount_reversed > payment.amount_captured))
    return false;
  return payment.amount_refunded >= 0 && payment.amount_refunding >= 0 &&
         payment.amount_refunded + payment.amount_refunding <= payment.amount_captured &&
         payment.amount_disputed >= 0 && payment.amount_reversed >= 0 &&
         payment.amount_captured <= payment.amount_authorized &&
         payment.amount_authorized <= payment.amount.minor();
}

}  // namespace tollgate
