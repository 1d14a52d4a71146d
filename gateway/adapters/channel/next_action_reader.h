// What a plugin wants of the payer, checked and copied. Errors as in step_reader.h.
#pragma once

#include "gateway/adapters/channel/outcome_reader.h"
#include "gateway/payment/next_action.h"

namespace tollgate::channel {

Result<NextAction> read_next_action(const tollgate_next_action& action,
                                    const OutcomeBounds& bounds);

}  // namespace tollgate::channel
