#include "gateway/payment/transition.h"

#include <array>

namespace tollgate {
namespace {

using enum PaymentStatus;

// A payment is created in `processing` (an operation is about to leave), in `in_review` (a person
// must look first) or, when a rule blocks it, in `failed`: those three are not transitions. A
// capture, a cancel and their waiting for an answer are `processing` as well; their refusal leads
// back.
constexpr std::array kTable = {
    Transition{processing, Trigger::authorized, requires_capture},
    Transition{processing, Trigger::charged, succeeded},
    Transition{processing, Trigger::declined, failed},
    Transition{processing, Trigger::outcome_unknown, processing},
    Transition{processing, Trigger::rerouted, processing},
    Transition{processing, Trigger::reversed, failed},
    Transition{processing, Trigger::action_required, requires_action},
    Transition{requires_action, Trigger::action_required, requires_action},
    Transition{requires_action, Trigger::authorized, requires_capture},
    Transition{requires_action, Trigger::charged, succeeded},
    Transition{requires_action, Trigger::declined, failed},
    Transition{requires_action, Trigger::reversed, failed},
    Transition{requires_action, Trigger::cancel_started, processing},
    Transition{in_review, Trigger::review_approved, processing},
    Transition{in_review, Trigger::review_rejected, failed},
    Transition{in_review, Trigger::canceled, PaymentStatus::canceled},
    Transition{requires_capture, Trigger::capture_started, processing},
    Transition{processing, Trigger::captured, succeeded},
    Transition{processing, Trigger::partially_captured, requires_capture},
    Transition{processing, Trigger::capture_declined, requires_capture},
    Transition{requires_capture, Trigger::cancel_started, processing},
    Transition{requires_capture, Trigger::rest_voided, succeeded},
    Transition{processing, Trigger::canceled, PaymentStatus::canceled},
    Transition{processing, Trigger::rest_voided, succeeded},
    Transition{processing, Trigger::cancel_declined, requires_capture},
    Transition{requires_capture, Trigger::expiry_refused, requires_capture},
    Transition{succeeded, Trigger::refund_started, succeeded},
    Transition{succeeded, Trigger::refund_finished, succeeded},
    Transition{succeeded, Trigger::dispute_opened, succeeded},
    Transition{succeeded, Trigger::dispute_closed, succeeded},
    Transition{processing, Trigger::exchanged, processing},
    Transition{requires_capture, Trigger::exchanged, requires_capture},
    Transition{succeeded, Trigger::exchanged, succeeded},
    Transition{succeeded, Trigger::taken_back, succeeded},
    // An operation of the payment that was closed, or given up for another channel, turned out
    // to be approved: it is voided whatever became of the payment.
    Transition{processing, Trigger::approved_late, processing},
    Transition{processing, Trigger::late_approval_voided, processing},
    Transition{requires_action, Trigger::approved_late, requires_action},
    Transition{requires_action, Trigger::late_approval_voided, requires_action},
    Transition{requires_capture, Trigger::approved_late, requires_capture},
    Transition{requires_capture, Trigger::late_approval_voided, requires_capture},
    Transition{succeeded, Trigger::approved_late, succeeded},
    Transition{succeeded, Trigger::late_approval_voided, succeeded},
    Transition{failed, Trigger::approved_late, failed},
    Transition{failed, Trigger::late_approval_voided, failed},
    Transition{PaymentStatus::canceled, Trigger::approved_late, PaymentStatus::canceled},
    Transition{PaymentStatus::canceled, Trigger::late_approval_voided, PaymentStatus::canceled},
};

constexpr std::array<std::string_view, 27> kTriggerNames = {"unknown",
                                                            "authorized",
                                                            "charged",
                                                            "declined",
                                                            "outcome_unknown",
                                                            "action_required",
                                                            "rerouted",
                                                            "reversed",
                                                            "review_approved",
                                                            "review_rejected",
                                                            "capture_started",
                                                            "captured",
                                                            "partially_captured",
                                                            "capture_declined",
                                                            "cancel_started",
                                                            "canceled",
                                                            "rest_voided",
                                                            "cancel_declined",
                                                            "expiry_refused",
                                                            "refund_started",
                                                            "refund_finished",
                                                            "dispute_opened",
                                                            "dispute_closed",
                                                            "exchanged",
                                                            "taken_back",
                                                            "approved_late",
                                                            "late_approval_voided"};

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
