// What a person decides of a payment that the rules want looked at.
#pragma once

#include "gateway/app/request_guard.h"

namespace tollgate {

struct ReviewPayment {
  MerchantId merchant_id;
  PaymentId payment_id;
  bool approve = false;  // true: it is sent to its channel now; false: it has failed
  PaymentDirection direction = PaymentDirection::payment;
};

Task<Reply> review_payment(Services& services, const RequestContext& context,
                           ReviewPayment command);

}  // namespace tollgate
