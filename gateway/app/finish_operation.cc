#include "gateway/app/finish_operation.h"

#include <algorithm>

#include "gateway/app/exchange_steps.h"
#include "gateway/app/make_event.h"
#include "gateway/app/outcome_steps.h"
#include "gateway/base/check.h"

namespace tollgate {
namespace {

void store_payment(OperationSubject& subject, std::string_view event_type, const Finishing& how,
                   Change& change) {
  CHECK(sums_hold(subject.payment));
  ++subject.payment.version;
  subject.payment.updated_at = how.now;
  change.changed_payment = subject.payment;
  const Refund* const refund = subject.refund ? &*subject.refund : nullptr;
  change.events.push_back(make_event(subject.payment, refund, event_type, how.event_id));
}

Break misfit(const OperationSubject& subject, const Step& step, const Finishing& how) {
  return make_break(subject, how.break_id, break_kind::kContradiction,
                    "The channel's answer to this " + std::string(to_text(subject.operation.kind)) +
                        " (" + std::string(to_text(step.trigger)) + ") does not fit a " +
                        std::string(to_text(subject.payment.direction)) + " that is " +
                        std::string(to_text(subject.payment.status)) + ".",
                    subject.operation.amount, how.now);
}

void settle(OperationSubject& subject, const Finishing& how, Change& change) {
  const OperationSubject before = subject;
  const Step step = step_of_outcome(subject, how.now, how.lifetimes);
  const auto status = next_status(subject.payment.status, step.trigger);
  if (!status || !sums_hold(subject.payment)) {
    const Operation settled = subject.operation;
    subject = before;
    subject.operation = settled;
    change.new_break = misfit(subject, step, how);
    return;
  }
  subject.payment.status = *status;
  keep_exchange(subject);
  if (auto broken = find_broken_quote(subject))
    change.new_break =
        make_break(subject, how.break_id, break_kind::kQuoteNotKept, std::move(*broken),
                   subject.operation.outcome.exchange->settled, how.now);
  if (subject.refund && subject.refund->version != before.refund->version)
    change.changed_refund = subject.refund;
  store_payment(subject, step.event_type, how, change);
  if (subject.original && subject.original->revision != before.original->revision)
    change.changed_operations.push_back(*subject.original);
}

// When what a pending operation waits for is over.
Timestamp deadline_of_pending(const OperationSubject& subject, const Finishing& how) {
  const auto& action = subject.operation.outcome.next_action;
  if (action && action->expires_at) return *action->expires_at;
  return subject.operation.created_at + (action ? how.lifetimes.action : how.lifetimes.pending);
}

// The channel has it and will answer later; the payer may have to act first.
void wait_for_answer(OperationSubject& subject, const Finishing& how, Change& change) {
  Operation& operation = subject.operation;
  Payment& payment = subject.payment;
  const Timestamp deadline = deadline_of_pending(subject, how);
  const bool can_ask =
      how.recovery == Recovery::queryable || how.recovery == Recovery::idempotent_by_reference;
  const Timestamp next_look = how.now + resolve_backoff(operation.attempt);
  operation.due_at = can_ask ? std::min(next_look, std::max(deadline, how.now)) : deadline;
  if (operation.due_at <= how.now) operation.due_at = next_look;  // over, and still pending
  if (!is_charge(operation.kind)) return;
  const auto& action = operation.outcome.next_action;
  const Trigger trigger = action ? Trigger::action_required : Trigger::outcome_unknown;
  const auto status = next_status(payment.status, trigger);
  const std::string_view reason = action ? "action_required" : "awaiting_channel";
  if (!status || (payment.reason == reason && payment.next_action == action)) return;
  payment.status = *status;
  payment.reason = reason;
  payment.next_action = action;
  payment.expires_at = deadline;
  store_payment(subject,
                action ? event_type::kPaymentRequiresAction : event_type::kPaymentProcessing, how,
                change);
}

// Nobody knows: the payment says so once.
void wait_for_resolver(OperationSubject& subject, const Finishing& how, Change& change) {
  const bool undo_now =
      how.recovery == Recovery::reversible && subject.operation.kind != OperationKind::void_payment;
  subject.operation.due_at =
      undo_now ? how.now : how.now + resolve_backoff(subject.operation.attempt);
  Payment& payment = subject.payment;
  if (payment.status != PaymentStatus::processing || payment.reason == "outcome_unknown") return;
  if (subject.operation.cause != OperationCause::requested) return;
  payment.reason = "outcome_unknown";
  store_payment(subject, event_type::kPaymentProcessing, how, change);
}

}  // namespace

Break make_break(const OperationSubject& subject, BreakId id, std::string_view kind,
                 std::string detail, Money amount, Timestamp now) {
  Break found(amount);
  found.id = id;
  found.merchant_id = subject.payment.merchant_id;
  found.payment_id = subject.payment.id;
  found.operation_id = subject.operation.id;
  found.channel_account = subject.operation.channel_account;
  found.kind = kind;
  found.detail = std::move(detail);
  found.opened_at = now;
  return found;
}

bool undoes_unknown(const OperationSubject& subject) {
  return subject.operation.kind == OperationKind::void_payment && subject.original &&
         !is_final(subject.original->outcome.kind);
}

bool must_go_through(const OperationSubject& subject) {
  return undoes_unknown(subject) || subject.operation.cause == OperationCause::late_approval;
}

Duration resolve_backoff(std::uint32_t attempt) {
  constexpr Duration kMost = std::chrono::minutes(5);
  const auto doublings = std::min<std::uint32_t>(attempt > 0 ? attempt - 1 : 0, 9);
  return std::min<Duration>(std::chrono::seconds(1U << doublings), kMost);
}

Change finish_operation(OperationSubject& subject, const Outcome& outcome, const Finishing& how) {
  Change change;
  Operation& operation = subject.operation;
  const bool only_approval_ends_it = must_go_through(subject);
  const bool settled =
      only_approval_ends_it ? outcome.kind == OutcomeKind::approved : is_final(outcome.kind);
  const bool silence = outcome.kind == OutcomeKind::unknown;
  if (!(silence && operation.outcome.kind == OutcomeKind::pending)) operation.outcome = outcome;
  ++operation.revision;
  operation.updated_at = how.now;
  if (settled) {
    operation.due_at.reset();
    operation.parked = false;
    settle(subject, how, change);
  } else {
    if (only_approval_ends_it) operation.outcome.kind = OutcomeKind::unknown;
    if (operation.outcome.kind == OutcomeKind::pending)
      wait_for_answer(subject, how, change);
    else
      wait_for_resolver(subject, how, change);
  }
  change.changed_operations.insert(change.changed_operations.begin(), operation);
  return change;
}

}  // namespace tollgate
