#include "tests/simulation/legal_moves.h"

#include <algorithm>
#include <array>
#include <string>

namespace tollgate::simulation {
namespace {

using enum PaymentStatus;

struct Move {
  PaymentStatus from;
  std::string_view event;
  PaymentStatus to;
};

constexpr std::array kMoves = {
    Move{unknown, "payment.created", processing},
    Move{unknown, "payment.in_review", in_review},
    Move{unknown, "payment.blocked", failed},
    Move{in_review, "payment.review_approved", processing},
    Move{in_review, "payment.failed", failed},
    Move{in_review, "payment.canceled", canceled},
    Move{processing, "payment.processing", processing},
    Move{processing, "payment.rerouted", processing},
    Move{processing, "payment.exchanged", processing},
    Move{requires_capture, "payment.exchanged", requires_capture},
    Move{processing, "payment.authorized", requires_capture},
    Move{processing, "payment.succeeded", succeeded},
    Move{processing, "payment.failed", failed},
    Move{processing, "payment.canceled", canceled},
    Move{processing, "payment.requires_action", requires_action},
    Move{processing, "payment.partially_captured", requires_capture},
    Move{processing, "payment.capture_failed", requires_capture},
    Move{processing, "payment.cancel_failed", requires_capture},
    Move{requires_action, "payment.requires_action", requires_action},
    Move{requires_action, "payment.authorized", requires_capture},
    Move{requires_action, "payment.succeeded", succeeded},
    Move{requires_action, "payment.failed", failed},
    Move{requires_action, "payment.cancel_started", processing},
    Move{requires_capture, "payment.capture_started", processing},
    Move{requires_capture, "payment.cancel_started", processing},
    Move{requires_capture, "payment.cancel_failed", requires_capture},
    Move{requires_capture, "payment.succeeded", succeeded},
};

// A payout has no hold and no capture, and only an operation that a channel undoes ends canceled.
constexpr std::array kPayoutMoves = {
    Move{unknown, "payout.created", processing},
    Move{unknown, "payout.in_review", in_review},
    Move{unknown, "payout.blocked", failed},
    Move{in_review, "payout.review_approved", processing},
    Move{in_review, "payout.failed", failed},
    Move{in_review, "payout.canceled", canceled},
    Move{processing, "payout.processing", processing},
    Move{processing, "payout.rerouted", processing},
    Move{processing, "payout.requires_action", requires_action},
    Move{processing, "payout.succeeded", succeeded},
    Move{processing, "payout.failed", failed},
    Move{processing, "payout.canceled", canceled},
    Move{requires_action, "payout.requires_action", requires_action},
    Move{requires_action, "payout.succeeded", succeeded},
    Move{requires_action, "payout.failed", failed},
    Move{requires_action, "payout.cancel_started", processing},
    Move{succeeded, "payout.returned", succeeded},
    Move{succeeded, "payout.exchanged", succeeded},
};

// Nothing moves: the money of a captured payment, and what comes after its end.
constexpr std::array<std::string_view, 9> kOfSucceeded = {
    "refund.created", "refund.succeeded", "refund.failed",     "dispute.opened",  "dispute.won",
    "dispute.lost",   "payment.reversed", "payment.exchanged", "refund.exchanged"};
constexpr std::array<std::string_view, 4> kOfAny = {
    "payment.approved_late", "payment.late_approval_voided", "payout.approved_late",
    "payout.late_approval_voided"};

template <class List>
bool holds(const List& list, std::string_view text) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

// The operation that the change is about: the first that it changes or makes.
OperationKind kind_of(const Change& change) {
  if (!change.changed_operations.empty()) return change.changed_operations.front().kind;
  return change.new_operation ? change.new_operation->kind : OperationKind::unknown;
}

Trigger trigger_of_end(PaymentStatus from, const Payment& payment, const Change& change) {
  const OperationKind kind = kind_of(change);
  if (payment.status == succeeded) {
    if (kind == OperationKind::sale || kind == OperationKind::payout) return Trigger::charged;
    return kind == OperationKind::capture ? Trigger::captured : Trigger::rest_voided;
  }
  if (from == in_review) return Trigger::review_rejected;
  return kind == OperationKind::void_payment ? Trigger::reversed : Trigger::declined;
}

}  // namespace

bool is_legal(PaymentStatus from, std::string_view event_type, PaymentStatus to) {
  if (from == to && from == succeeded && holds(kOfSucceeded, event_type)) return true;
  if (from == to && from != unknown && holds(kOfAny, event_type)) return true;
  const auto is_it = [&](const Move& move) {
    return move.from == from && move.event == event_type && move.to == to;
  };
  return std::any_of(kMoves.begin(), kMoves.end(), is_it) ||
         std::any_of(kPayoutMoves.begin(), kPayoutMoves.end(), is_it);
}

Trigger trigger_of(PaymentStatus from, const Payment& payment, const Change& change) {
  struct Row {
    std::string_view event;
    Trigger trigger;
  };
  constexpr std::array kRows = {
      Row{"payment.authorized", Trigger::authorized},
      Row{"payment.processing", Trigger::outcome_unknown},
      Row{"payment.rerouted", Trigger::rerouted},
      Row{"payment.requires_action", Trigger::action_required},
      Row{"payment.review_approved", Trigger::review_approved},
      Row{"payment.canceled", Trigger::canceled},
      Row{"payment.capture_started", Trigger::capture_started},
      Row{"payment.partially_captured", Trigger::partially_captured},
      Row{"payment.capture_failed", Trigger::capture_declined},
      Row{"payment.cancel_started", Trigger::cancel_started},
      Row{"refund.created", Trigger::refund_started},
      Row{"refund.succeeded", Trigger::refund_finished},
      Row{"refund.failed", Trigger::refund_finished},
      Row{"payment.exchanged", Trigger::exchanged},
      Row{"refund.exchanged", Trigger::exchanged},
      Row{"dispute.opened", Trigger::dispute_opened},
      Row{"dispute.won", Trigger::dispute_closed},
      Row{"dispute.lost", Trigger::dispute_closed},
      Row{"payment.reversed", Trigger::taken_back},
      Row{"payment.approved_late", Trigger::approved_late},
      Row{"payment.late_approval_voided", Trigger::late_approval_voided},
  };
  if (change.events.empty()) return Trigger::unknown;
  std::string event = change.events.front().type;
  if (event == "payout.returned") return Trigger::taken_back;
  if (event.starts_with("payout.")) event.replace(0, 6, "payment");
  for (const Row& row : kRows)
    if (row.event == event) return row.trigger;
  if (event == "payment.cancel_failed")
    return from == requires_capture ? Trigger::expiry_refused : Trigger::cancel_declined;
  if (event == "payment.succeeded" || event == "payment.failed")
    return trigger_of_end(from, payment, change);
  return Trigger::unknown;
}

}  // namespace tollgate::simulation
