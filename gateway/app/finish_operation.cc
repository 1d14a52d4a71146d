#include "gateway/app/finish_operation.h"

#include <algorithm>

#include "gateway/app/payment_json.h"
#include "gateway/base/check.h"
#include "gateway/payment/transition.h"

namespace tollgate {
namespace {

// A trigger with the event that tells of it.
struct Step {
  Trigger trigger;
  std::string_view event_type;
};

void move_payment(Payment& payment, Trigger trigger) {
  const auto status = next_status(payment.status, trigger);
  CHECK(status.has_value());  // a use case checks before it asks; the version guards the rest
  payment.status = *status;
}

std::string failure_reason(const Outcome& outcome) {
  if (!outcome.code.empty()) return outcome.code;
  return std::string(to_text(outcome.kind));
}

Step finish_charge(OperationSubject& subject, const Outcome& outcome) {
  Payment& payment = subject.payment;
  if (outcome.kind != OutcomeKind::approved) {
    payment.reason = failure_reason(outcome);
    return {Trigger::declined, event_type::kPaymentFailed};
  }
  // A partial approval holds less than was asked; never more (the driver refuses that).
  const auto approved = outcome.approved_minor.value_or(subject.operation.amount.minor());
  payment.reason = approved < payment.amount.minor() ? "partial_approval" : "";
  payment.amount_authorized = approved;
  if (subject.operation.kind == OperationKind::authorize)
    return {Trigger::authorized, event_type::kPaymentAuthorized};
  payment.amount_captured = approved;
  return {Trigger::charged, event_type::kPaymentSucceeded};
}

Step finish_capture(OperationSubject& subject, const Outcome& outcome) {
  Payment& payment = subject.payment;
  if (outcome.kind != OutcomeKind::approved) {
    payment.reason = failure_reason(outcome);
    return {Trigger::capture_declined, event_type::kPaymentCaptureFailed};
  }
  payment.reason.clear();
  payment.amount_captured += subject.operation.amount.minor();
  return {Trigger::captured, event_type::kPaymentSucceeded};
}

Step finish_cancel(OperationSubject& subject, const Outcome& outcome) {
  Payment& payment = subject.payment;
  if (outcome.kind != OutcomeKind::approved) {
    payment.reason = failure_reason(outcome);
    return {Trigger::cancel_declined, event_type::kPaymentCancelFailed};
  }
  payment.reason = "canceled_by_merchant";
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

constexpr std::string_view kReversed = "outcome_unknown_reversed";

// The void of an operation whose outcome nobody knows went through: it is as if never done.
Step finish_reversal(OperationSubject& subject, Timestamp now) {
  Operation& original = *subject.original;
  original.outcome.kind = OutcomeKind::declined;
  original.outcome.code = kReversed;
  ++original.revision;
  original.updated_at = now;
  original.due_at.reset();
  if (original.kind == OperationKind::refund) return finish_refund(subject, false, kReversed, now);
  subject.payment.reason = kReversed;
  return {Trigger::reversed, event_type::kPaymentFailed};
}

Step finish_final(OperationSubject& subject, const Outcome& outcome, Timestamp now) {
  switch (subject.operation.kind) {
    case OperationKind::authorize:
    case OperationKind::sale:
      return finish_charge(subject, outcome);
    case OperationKind::capture:
      return finish_capture(subject, outcome);
    case OperationKind::refund:
      return finish_refund(subject, outcome.kind == OutcomeKind::approved, failure_reason(outcome),
                           now);
    case OperationKind::void_payment:
      return undoes_unknown(subject) ? finish_reversal(subject, now)
                                     : finish_cancel(subject, outcome);
    default:
      break;
  }
  CHECK(false && "no use case asks for this kind of operation");
  return {Trigger::unknown, {}};
}

Event make_event(const OperationSubject& subject, std::string_view type, Timestamp now,
                 EventId id) {
  Event event;
  event.id = id;
  event.payment_id = subject.payment.id;
  event.merchant_id = subject.payment.merchant_id;
  event.version = subject.payment.version;
  event.type = type;
  event.occurred_at = now;
  event.data = event_data_json(subject.payment, subject.refund ? &*subject.refund : nullptr);
  return event;
}

void store_payment(OperationSubject& subject, std::string_view event_type, Timestamp now,
                   EventId event_id, Change& change) {
  CHECK(sums_hold(subject.payment));
  ++subject.payment.version;
  subject.payment.updated_at = now;
  change.changed_payment = subject.payment;
  change.events.push_back(make_event(subject, event_type, now, event_id));
}

// Not final: the payment says so once; the operation gets its next due time.
void wait_for_resolver(OperationSubject& subject, Recovery recovery, Timestamp now,
                       EventId event_id, Change& change) {
  Operation& operation = subject.operation;
  const bool undo_now = recovery == Recovery::reversible;
  operation.due_at = undo_now ? now : now + resolve_backoff(operation.attempt);
  if (subject.payment.status != PaymentStatus::processing) return;
  const std::string_view reason =
      operation.outcome.kind == OutcomeKind::pending ? "awaiting_channel" : "outcome_unknown";
  if (subject.payment.reason == reason) return;
  subject.payment.reason = reason;
  move_payment(subject.payment, Trigger::outcome_unknown);
  store_payment(subject, event_type::kPaymentProcessing, now, event_id, change);
}

}  // namespace

bool undoes_unknown(const OperationSubject& subject) {
  return subject.operation.kind == OperationKind::void_payment && subject.original &&
         !is_final(subject.original->outcome.kind);
}

Duration resolve_backoff(std::uint32_t attempt) {
  constexpr Duration kMost = std::chrono::minutes(5);
  const auto doublings = std::min<std::uint32_t>(attempt > 0 ? attempt - 1 : 0, 9);
  return std::min<Duration>(std::chrono::seconds(1U << doublings), kMost);
}

Change finish_operation(OperationSubject& subject, const Outcome& outcome, Recovery recovery,
                        Timestamp now, EventId event_id) {
  Change change;
  Operation& operation = subject.operation;
  // The void that undoes must go through; any other answer to it is asked again.
  const bool undoing = undoes_unknown(subject);
  const bool settled = undoing ? outcome.kind == OutcomeKind::approved : is_final(outcome.kind);
  operation.outcome = outcome;
  ++operation.revision;
  operation.updated_at = now;
  if (settled) {
    operation.due_at.reset();
    const Step step = finish_final(subject, outcome, now);
    move_payment(subject.payment, step.trigger);
    if (subject.refund) change.changed_refund = subject.refund;
    store_payment(subject, step.event_type, now, event_id, change);
  } else {
    if (undoing) operation.outcome.kind = OutcomeKind::unknown;
    wait_for_resolver(subject, recovery, now, event_id, change);
  }
  change.changed_operations.push_back(operation);
  if (undoing && settled) change.changed_operations.push_back(*subject.original);
  return change;
}

}  // namespace tollgate
