#include "gateway/payment/payment.h"

namespace tollgate {

bool sums_hold(const Payment& payment) {
  return payment.amount_refunded >= 0 && payment.amount_refunding >= 0 &&
         payment.amount_refunded + payment.amount_refunding <= payment.amount_captured &&
         payment.amount_disputed >= 0 && payment.amount_reversed >= 0 &&
         payment.amount_captured <= payment.amount_authorized &&
         payment.amount_authorized <= payment.amount.minor();
}

}  // namespace tollgate
