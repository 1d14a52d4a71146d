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
  charged,          // a sale or a payout went through
  declined,         // the channel said no, or proof that it never saw the operation
  outcome_unknown,  // silence: wait for the resolver
  action_required,  // the channel waits for the payer
  rerouted,         // the next channel account is tried
  reversed,         // an operation of unknown outcome was undone at the channel
  review_approved,
  review_rejected,
  capture_started,
  captured,
  partially_captured,  // more captures may follow
  capture_declined,
  cancel_started,
  canceled,     // the channel released the reserved amount, or there was none
  rest_voided,  // the channel released what the captures left
  cancel_declined,
  expiry_refused,  // the channel does not release a hold that is over
  refund_started,
  refund_finished,
  dispute_opened,
  dispute_closed,
  exchanged,      // what it came to on the merchant's account became known
  taken_back,     // the channel reversed a charge by itself, or a payout came back
  approved_late,  // the channel approved what we had closed
  late_approval_voided,
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
