// Reading what an operation is about, and saying what became of it.
#pragma once

#include "gateway/app/answer.h"
#include "gateway/app/finish_operation.h"
#include "gateway/app/ports/store.h"
#include "gateway/app/services.h"

namespace tollgate {

// The operation with its payment, refund and original, as the store holds them. Errors:
// not_found, unavailable.
Task<Result<OperationSubject>> load_subject(Store& store, OperationId operation);

// The same for an operation at hand.
Task<Result<OperationSubject>> load_subject(Store& store, Operation operation);

// The subject of the payment's last charge: another channel account may have been asked since. The
// same subject when its operation is the last one, or no charge.
Task<Result<OperationSubject>> load_last_charge(Store& store, OperationSubject subject);

// The merchant's payment or payout; nothing when it is not theirs or goes the other way.
Task<Result<std::optional<Payment>>> find_payment(Store& store, MerchantId merchant, Mode mode,
                                                  PaymentDirection direction, PaymentId id);
Refusal no_such_payment(PaymentDirection direction);

// The merchant's payment method, from the cache or the store; nothing when it is not theirs.
Task<Result<std::optional<PaymentMethod>>> find_payment_method(Services& services,
                                                               MerchantId merchant, Mode mode,
                                                               PaymentMethodId id);

// What the client who asked for the operation is told of it: a declined charge is a refusal.
Answer answer_of(const OperationSubject& subject);

}  // namespace tollgate
