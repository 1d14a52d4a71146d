// settle_operation: a person says what became of an operation that nobody else can find out, and
// why they think so. The payment goes on as if the channel had said it.
#pragma once

#include <string>

#include "gateway/app/services.h"

namespace tollgate {

struct SettleOperation {
  OperationId operation_id;
  OutcomeKind outcome = OutcomeKind::unknown;  // approved or declined
  std::string reason;                          // kept with the operation
  std::string person;                          // who says it; kept too
  std::string channel_reference;               // the channel's own name for it, if known
};

// Errors: not_found, invalid_argument, conflict (it is not parked, or it moved on), unavailable.
Task<Status> settle_operation(Services& services, SettleOperation command);

}  // namespace tollgate
