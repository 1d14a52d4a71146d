// The transition table: from which status which trigger leads where. Nothing else in the gateway
// decides a payment's next status; what is not in the table is refused.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "gateway/payment/status.h"

namespace tollgate {

enum class Trigger : std::uint8_t {
  unknown = 0,
  authorized,       // the channel reserved the amount
  charged,          // a sale went through
  declined,         // the channel said no, or proof that it never saw the operation
  outcome_unknown,  // silence: wait for the resolver
  reversed,         // an operation of unknown outcome was undone at the channel
  capture_started,
  captured,
  capture_declined,
  cancel_started,
  canceled,  // the channel released the reserved amount
  cancel_declined,
  refund_started,
  refund_finished,
};

struct Transition {
  PaymentStatus from;
  Trigger trigger;
  PaymentStatus to;
};

std::span<const Transition> transition_table();
// Nothing when the table does not allow it.
std::optional<PaymentStatus> next_status(PaymentStatus from, Trigger trigger);
std::string_view to_text(Trigger trigger);

}  // namespace tollgate
