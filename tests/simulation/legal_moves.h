// What a payment may do, told from outside: by the type of the event that its consumers see. It is
// written down here a second time on purpose, so that a wrong row of the gateway's own table is a
// disagreement. And the way back: which row of that table an event was.
#pragma once

#include <string_view>

#include "gateway/app/ports/change.h"
#include "gateway/payment/transition.h"

namespace tollgate::simulation {

// `from` is unknown for a payment that begins with this event.
bool is_legal(PaymentStatus from, std::string_view event_type, PaymentStatus to);

// The trigger behind a change of `payment`, from what was committed with it.
Trigger trigger_of(PaymentStatus from, const Payment& payment, const Change& change);

}  // namespace tollgate::simulation
