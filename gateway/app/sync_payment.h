// sync_payment: a merchant wants to know now what the channel says of a payment, instead of waiting
// for its next due time or for a notification.
#pragma once

#include "gateway/app/request_guard.h"

namespace tollgate {

struct SyncPayment {
  MerchantId merchant_id;
  PaymentId payment_id;
  PaymentDirection direction = PaymentDirection::payment;
};

// Settles what is open as far as it goes now, and answers the payment as it then stands. The answer
// belongs to no idempotency key: asking again is harmless and may tell something new.
Task<Reply> sync_payment(Services& services, const RequestContext& context, SyncPayment command);

}  // namespace tollgate
