// expire_payment: what happens when a payment's time is over: a hold is released, a review nobody
// decided closes the payment. What waits for its payer is closed by the resolver, which asks the
// channel first.
#pragma once

#include "gateway/app/services.h"

namespace tollgate {

// `payment` must be claimed: as the store holds it, with its expires_at in the future. True when
// the payment was closed.
Task<bool> expire_payment(Services& services, Payment payment);

}  // namespace tollgate
