#include "gateway/app/change_payment.h"
#include "gateway/app/plan.h"

namespace tollgate {
namespace {

Refund make_refund(Services& services, const Payment& payment, std::int64_t amount,
                   const RefundPayment& command) {
  Refund refund(Money(amount, payment.amount.currency()));
  const Timestamp now = services.clock.now();
  refund.id = RefundId::make(now, services.random);
  refund.payment_id = payment.id;
  refund.merchant_id = payment.merchant_id;
  refund.mode = payment.mode;
  refund.status = RefundStatus::pending;
  refund.reason = command.reason;
  refund.created_at = now;
  refund.updated_at = now;
  return refund;
}

// What of an operation that took money has not been given back, or is about to be.
std::int64_t left_of(const Operation& charge, const Operations& operations) {
  std::int64_t left = charge.outcome.approved_minor.value_or(charge.amount.minor());
  for (const auto& operation : operations)
    if (operation.kind == OperationKind::refund && operation.original_id == charge.id &&
        operation.outcome.kind != OutcomeKind::declined &&
        operation.outcome.kind != OutcomeKind::not_sent)
      left -= operation.amount.minor();
  return left;
}

// The sale or capture that a refund gives back: a channel knows a refund by one of them, so one
// must have enough left. Null: none has.
const Operation* find_refundable(const Operations& operations, std::int64_t amount) {
  for (const auto& operation : operations) {
    const bool took =
        operation.kind == OperationKind::sale || operation.kind == OperationKind::capture;
    if (took && operation.outcome.kind == OutcomeKind::approved &&
        left_of(operation, operations) >= amount)
      return &operation;
  }
  return nullptr;
}

Planned plan_refund(Services& services, OperationSubject subject, const Operations& operations,
                    const RefundPayment& command) {
  const Payment& payment = subject.payment;
  if (payment.status != PaymentStatus::succeeded) return state_conflict(payment, "succeeded");
  if (!command.currency.empty() && command.currency != payment.amount.currency().code())
    return bad_amount("currency_not_supported", "A refund is in the payment's own currency, " +
                                                    std::string(payment.amount.currency().code()) +
                                                    ".");
  const std::int64_t refundable = payment.amount_refundable();
  const std::int64_t amount = command.amount_minor.value_or(refundable);
  if (amount <= 0 || amount > refundable)
    return bad_amount("amount_exceeds_refundable",
                      refundable > 0
                          ? "Between 1 and " + std::to_string(refundable) + " can be refunded."
                          : "Nothing of this payment is left to refund.");
  const Operation* charge = find_refundable(operations, amount);
  if (charge == nullptr)
    return bad_amount("amount_exceeds_refundable",
                      "The payment was captured in parts, and no single one has this much left: "
                      "refund them one by one.");
  subject.refund = make_refund(services, payment, amount, command);
  subject.operation =
      make_follow_up(services, *charge, OperationKind::refund, subject.refund->amount);
  subject.operation.refund_id = subject.refund->id;
  subject.original = *charge;
  Intent intent(std::move(subject));
  intent.subject.payment.amount_refunding += amount;
  if (!advance(services, intent.subject, Trigger::refund_started, event_type::kRefundCreated,
               intent.change))
    return state_conflict(intent.subject.payment, "succeeded");
  intent.change.changed_payment = intent.subject.payment;
  intent.change.new_refund = intent.subject.refund;
  return intent;
}

}  // namespace

Task<Reply> refund_payment(Services& services, const RequestContext& context,
                           RefundPayment command) {
  PaymentChange change;
  change.merchant_id = command.merchant_id;
  change.payment_id = command.payment_id;
  change.plan = [command](Services& with, OperationSubject subject, const Operations& operations) {
    return plan_refund(with, std::move(subject), operations, command);
  };
  co_return co_await change_payment(services, context, std::move(change));
}

}  // namespace tollgate
