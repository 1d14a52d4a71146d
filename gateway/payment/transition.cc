#include "gateway/payment/transition.h"

#include <array>

namespace tollgate {
namespace {

using enum PaymentStatus;

// A payment is created in `processing` (an operation is about to leave) or, when a rule blocks
// it, in `failed`: those two are not transitions. A capture, a cancel and their waiting for an
// answer are `processing` as well; their refusal leads back.
constexpr std::array kTable = {
    Transition{processing, Trigger::authorized, requires_capture},
    Transition{processing, Trigger::charged, succeeded},
    Transition{processing, Trigger::declined, failed},
    Transition{processing, Trigger::outcome_unknown, processing},
    Transition{processing, Trigger::reversed, failed},
    Transition{requires_capture, Trigger::capture_started, processing},
    Transition{processing, Trigger::captured, succeeded},
    Transition{processing, Trigger::capture_declined, requires_capture},
    Transition{requires_capture, Trigger::cancel_started, processing},
    Transition{processing, Trigger::canceled, PaymentStatus::canceled},
    Transition{processing, Trigger::cancel_declined, requires_capture},
    Transition{succeeded, Trigger::refund_started, succeeded},
    Transition{succeeded, Trigger::refund_finished, succeeded},
};

constexpr std::array<std::string_view, 14> kTriggerNames = {
    "unknown",  "authorized",      "charged",        "declined",         "outcome_unknown",
    "reversed", "capture_started", "captured",       "capture_declined", "cancel_started",
    "canceled", "cancel_declined", "refund_started", "refund_finished"};

}  // namespace

std::span<const Transition> transition_table() { return kTable; }

std::optional<PaymentStatus> next_status(PaymentStatus from, Trigger trigger) {
  for (const auto& row : kTable)
    if (row.from == from && row.trigger == trigger) return row.to;
  return std::nullopt;
}

std::string_view to_text(Trigger trigger) {
  return kTriggerNames[static_cast<std::size_t>(trigger)];
}

}  // namespace tollgate
