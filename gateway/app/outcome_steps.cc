#include "gateway/app/outcome_steps.h"

#include "gateway/base/check.h"

namespace tollgate {
namespace {

constexpr std::string_view kReversed = "outcome_unknown_reversed";
// How soon a hold that is over, and that the channel did not release, is tried again.
constexpr Duration kExpiryRetry = std::chrono::minutes(10);

std::string failure_reason(const Outcome& outcome) {
  if (!outcome.code.empty()) return outcome.code;
  return std::string(to_text(outcome.kind));
}

void stop_waiting(Payment& payment) {
  payment.next_action.reset();
  payment.expires_at.reset();
}

Step finish_charge(OperationSubject& subject, Timestamp now, const Lifetimes& lifetimes) {
  Payment& payment = subject.payment;
  const Outcome& outcome = subject.operation.outcome;
  stop_waiting(payment);
  if (outcome.kind != OutcomeKind::approved) {
    payment.reason = failure_reason(outcome);
    return {Trigger::declined, event_type::kPaymentFailed};
  }
  // A partial approval holds less than was asked; never more (the driver refuses that).
  const auto approved = outcome.approved_minor.value_or(subject.operation.amount.minor());
  payment.reason = approved < payment.amount.minor() ? "partial_approval" : "";
  payment.amount_authorized = approved;
  if (subject.operation.kind == OperationKind::authorize) {
    payment.expires_at = now + lifetimes.hold;
    return {Trigger::authorized, event_type::kPaymentAuthorized};
  }
  payment.amount_captured = approved;
  return {Trigger::charged, event_type::kPaymentSucceeded};
}

Step finish_capture(OperationSubject& subject) {
  Payment& payment = subject.payment;
  const Operation& operation = subject.operation;
  if (operation.outcome.kind != OutcomeKind::approved) {
    payment.reason = failure_reason(operation.outcome);
    return {Trigger::capture_declined, event_type::kPaymentCaptureFailed};
  }
  payment.reason.clear();
  payment.amount_captured += operation.outcome.approved_minor.value_or(operation.amount.minor());
  if (!operation.final_capture && payment.amount_captured < payment.amount_authorized)
    return {Trigger::partially_captured, event_type::kPaymentPartiallyCaptured};
  stop_waiting(payment);
  return {Trigger::captured, event_type::kPaymentSucceeded};
}

Step finish_cancel(OperationSubject& subject, Timestamp now) {
  Payment& payment = subject.payment;
  const Operation& operation = subject.operation;
  if (operation.outcome.kind != OutcomeKind::approved) {
    payment.reason = failure_reason(operation.outcome);
    if (operation.cause == OperationCause::expired) payment.expires_at = now + kExpiryRetry;
    return {Trigger::cancel_declined, event_type::kPaymentCancelFailed};
  }
  stop_waiting(payment);
  payment.reason = reason_of_void(operation.cause);
  if (payment.amount_captured > 0) return {Trigger::rest_voided, event_type::kPaymentSucceeded};
  return {Trigger::canceled, event_type::kPaymentCanceled};
}

Step finish_refund(OperationSubject& subject, bool refunded, std::string_view code, Timestamp now) {
  CHECK(subject.refund.has_value());
  Refund& refund = *subject.refund;
  subject.payment.amount_refunding -= refund.amount.minor();
  if (refunded) subject.payment.amount_refunded += refund.amount.minor();
  refund.status = refunded ? RefundStatus::succeeded : RefundStatus::failed;
  refund.failure_code = refunded ? "" : std::string(code);
  ++refund.version;
  refund.updated_at = now;
  return {Trigger::refund_finished,
          refunded ? event_type::kRefundSucceeded : event_type::kRefundFailed};
}

// The void of an operation that had no final outcome went through: it is as if never done.
Step finish_reversal(OperationSubject& subject, Timestamp now) {
  Payment& payment = subject.payment;
  const OperationCause cause = subject.operation.cause;
  const bool nobody_knew = cause == OperationCause::outcome_unknown;
  const std::string_view code = nobody_knew ? kReversed : reason_of_void(cause);
  Operation& original = *subject.original;
  original.outcome.kind = OutcomeKind::declined;
  original.outcome.code = code;
  ++original.revision;
  original.updated_at = now;
  original.due_at.reset();
  if (original.kind == OperationKind::refund) return finish_refund(subject, false, code, now);
  payment.reason = code;
  if (original.kind == OperationKind::capture)
    return {Trigger::capture_declined, event_type::kPaymentCaptureFailed};
  stop_waiting(payment);
  if (nobody_knew) return {Trigger::reversed, event_type::kPaymentFailed};
  return {Trigger::canceled, event_type::kPaymentCanceled};
}

Step finish_void(OperationSubject& subject, Timestamp now) {
  if (subject.operation.cause == OperationCause::late_approval)
    return {Trigger::late_approval_voided, event_type::kPaymentLateApprovalVoided};
  return undoes_unknown(subject) ? finish_reversal(subject, now) : finish_cancel(subject, now);
}

}  // namespace

std::string_view reason_of_void(OperationCause cause) {
  return cause == OperationCause::expired ? "expired" : "canceled_by_merchant";
}

Step step_of_outcome(OperationSubject& subject, Timestamp now, const Lifetimes& lifetimes) {
  const Outcome& outcome = subject.operation.outcome;
  switch (subject.operation.kind) {
    case OperationKind::authorize:
    case OperationKind::sale:
    case OperationKind::payout:
      return finish_charge(subject, now, lifetimes);
    case OperationKind::capture:
      return finish_capture(subject);
    case OperationKind::refund:
      return finish_refund(subject, outcome.kind == OutcomeKind::approved, failure_reason(outcome),
                           now);
    case OperationKind::void_payment:
      return finish_void(subject, now);
    default:
      break;
  }
  CHECK(false && "no use case asks for this kind of operation");
  return {Trigger::unknown, {}};
}

}  // namespace tollgate
