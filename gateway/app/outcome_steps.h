// What a final outcome does to the amounts of a payment and which way it goes from there: one
// function for each kind of operation. Pure.
#pragma once

#include <string_view>

#include "gateway/app/finish_operation.h"
#include "gateway/payment/transition.h"

namespace tollgate {

// A trigger with the event that tells of it.
struct Step {
  Trigger trigger;
  std::string_view event_type;
};

// Why a payment that a void closes is closed.
std::string_view reason_of_void(OperationCause cause);

// Changes the amounts, reason and clocks of the payment, the refund, and the original that a void
// undoes; not the payment's status, which the caller takes from the table.
Step step_of_outcome(OperationSubject& subject, Timestamp now, const Lifetimes& lifetimes);

}  // namespace tollgate
