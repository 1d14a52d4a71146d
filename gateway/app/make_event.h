// The event that tells of a change, as every use case and every outcome writes it. Pure.
#pragma once

#include "gateway/payment/event.h"
#include "gateway/payment/payment.h"

namespace tollgate {

// Of `payment` as the change leaves it, at its updated_at. `payment_type` is the step's name for a
// payment: a payout tells it by its own. `refund` may be null.
Event make_event(const Payment& payment, const Refund* refund, std::string_view payment_type,
                 EventId id);

}  // namespace tollgate
