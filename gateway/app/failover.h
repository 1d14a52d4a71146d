// Failover: a charge that provably did not happen goes on to another channel account, within one
// request. Never after silence, never when an earlier send of the operation may have arrived, and
// never by the resolver: after a crash the operation that was begun last decides.
#pragma once

#include <optional>

#include "gateway/app/perform.h"

namespace tollgate {

// The operation that follows one with `outcome`, or nothing: the payment ends with it. Adds the
// operation's account to `tries`.
std::optional<Operation> plan_failover(Services& services, const OperationSubject& subject,
                                       const Outcome& outcome, ChargeTries& tries);

// Closes the subject's operation with `outcome`, moves the payment to the account of `next` and
// makes that the subject's operation: one change, so that a crash leaves the one or the other.
// Nothing when the payment is no longer processing.
std::optional<Change> reroute(Services& services, OperationSubject& subject, const Outcome& outcome,
                              Operation next);

// Whether the operation can be asked before the resolver may look at it.
bool has_time(Services& services, const Operation& operation);

}  // namespace tollgate
