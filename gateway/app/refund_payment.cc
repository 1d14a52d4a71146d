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

Planned plan_refund(Services& services, OperationSubject subject, const RefundPayment& command) {
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
  subject.refund = make_refund(services, payment, amount, command);
  subject.operation =
      make_operation(services, payment, OperationKind::refund, subject.refund->amount);
  subject.operation.refund_id = subject.refund->id;
  if (subject.original) subject.operation.original_id = subject.original->id;
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
  Planner plan = [command](Services& with, OperationSubject subject) {
    return plan_refund(with, std::move(subject), command);
  };
  PaymentChange change;
  change.merchant_id = command.merchant_id;
  change.payment_id = command.payment_id;
  change.builds_on = PaymentChange::BuildsOn::charge;
  change.plan = std::move(plan);
  co_return co_await change_payment(services, context, std::move(change));
}

}  // namespace tollgate
