// What a merchant may do with a payment that stands: capture it, cancel it, refund it. A payout can
// be canceled only.
#pragma once

#include "gateway/app/request_guard.h"

namespace tollgate {

struct CapturePayment {
  MerchantId merchant_id;
  PaymentId payment_id;
  std::optional<std::int64_t> amount_minor;  // nothing: all that is capturable
  bool final_capture = true;                 // false: more captures may follow
};

struct CancelPayment {
  MerchantId merchant_id;
  PaymentId payment_id;
  PaymentDirection direction = PaymentDirection::payment;
};

struct RefundPayment {
  MerchantId merchant_id;
  PaymentId payment_id;
  std::optional<std::int64_t> amount_minor;  // nothing: all that is refundable
  std::string currency;                      // empty: the payment's; otherwise must be it
  std::string reason;
};

Task<Reply> capture_payment(Services& services, const RequestContext& context,
                            CapturePayment command);
Task<Reply> cancel_payment(Services& services, const RequestContext& context,
                           CancelPayment command);
Task<Reply> refund_payment(Services& services, const RequestContext& context,
                           RefundPayment command);

}  // namespace tollgate
