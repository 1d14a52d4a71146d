#include "gateway/app/failover.h"

#include <algorithm>

#include "gateway/base/log.h"

namespace tollgate {
namespace {

// Whatever the router says: a payment is not passed round for ever.
constexpr std::size_t kTriesMax = 8;

bool may_fail_over(const OperationSubject& subject, const Outcome& outcome) {
  const Operation& operation = subject.operation;
  // A payout goes on only where nothing left: a bank that declined it for now may still do it.
  const bool may_try_elsewhere = outcome.retryable && !subject.payment.is_payout();
  const bool did_not_happen = outcome.kind == OutcomeKind::not_sent ||
                              (outcome.kind == OutcomeKind::declined && may_try_elsewhere);
  // A quote is one account's promise.
  return did_not_happen && !subject.payment.fx_quote && is_charge(operation.kind) &&
         operation.attempt == 1 && operation.cause == OperationCause::requested &&
         subject.payment.status == PaymentStatus::processing;
}

}  // namespace

std::optional<Operation> plan_failover(Services& services, const OperationSubject& subject,
                                       const Outcome& outcome, ChargeTries& tries) {
  if (!services.choose_next_channel_account || !may_fail_over(subject, outcome))
    return std::nullopt;
  tries.channel_accounts.push_back(subject.operation.channel_account);
  tries.last_outcome = outcome.kind;
  if (tries.channel_accounts.size() >= kTriesMax) return std::nullopt;
  Payment on_next = subject.payment;
  on_next.channel_account = services.choose_next_channel_account(subject.payment, tries);
  if (on_next.channel_account.empty()) return std::nullopt;
  Operation next =
      make_operation(services, on_next, subject.operation.kind, subject.operation.amount);
  // A payment's operations are told in the order of their times, also when a clock stands still.
  next.created_at =
      std::max(next.created_at, subject.operation.created_at + std::chrono::microseconds(1));
  log_info("a charge goes on to another channel account",
           {{"payment_id", subject.payment.shown_id()},
            {"operation_id", next.id.str()},
            {"from", subject.operation.channel_account},
            {"to", next.channel_account},
            {"why", outcome.code}});
  return next;
}

std::optional<Change> reroute(Services& services, OperationSubject& subject, const Outcome& outcome,
                              Operation next) {
  Change change;
  OperationSubject moved = subject;
  moved.payment.channel_account = next.channel_account;
  if (moved.payment.status != PaymentStatus::processing ||
      !advance(services, moved, Trigger::rerouted, event_type::kPaymentRerouted, change))
    return std::nullopt;
  Operation ended = std::move(moved.operation);
  ended.outcome = outcome;
  ended.due_at.reset();
  ++ended.revision;
  ended.updated_at = services.clock.now();
  next.due_at =
      services.clock.now() + services.channels.deadline(next.channel_account) + kSettleMargin;
  change.changed_payment = moved.payment;
  change.changed_operations.push_back(std::move(ended));
  change.new_operation = next;
  moved.operation = std::move(next);
  subject = std::move(moved);
  return change;
}

bool has_time(Services& services, const Operation& operation) {
  return operation.due_at &&
         services.clock.now() + services.channels.deadline(operation.channel_account) <=
             *operation.due_at;
}

}  // namespace tollgate
