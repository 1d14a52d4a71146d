#include "gateway/app/change_payment.h"
#include "gateway/app/plan.h"

namespace tollgate {
namespace {

// Nobody was asked yet: a person would have decided.
Planned plan_withdrawal(Services& services, OperationSubject subject) {
  Intent intent(std::move(subject));
  intent.asks_channel = false;
  intent.subject.payment.reason = "canceled_by_merchant";
  intent.subject.payment.expires_at.reset();
  if (!advance(services, intent.subject, Trigger::canceled, event_type::kPaymentCanceled,
               intent.change))
    return state_conflict(intent.subject.payment, "in_review");
  intent.change.changed_payment = intent.subject.payment;
  return intent;
}

// What has left cannot be called back: there is no telling whether a bank has it already.
Refused no_withdrawal(const Payment& payout) {
  return state_conflict(payout, "in_review; a payout that was sent cannot be canceled");
}

Planned plan_cancel(Services& services, OperationSubject subject, const Operations& operations) {
  const Payment& payment = subject.payment;
  if (payment.is_payout() && payment.status != PaymentStatus::in_review)
    return no_withdrawal(payment);
  switch (payment.status) {
    case PaymentStatus::in_review:
      return plan_withdrawal(services, std::move(subject));
    case PaymentStatus::requires_action:
    case PaymentStatus::requires_capture:
      return plan_release(services, std::move(subject), operations, OperationCause::requested);
    default:
      return state_conflict(subject.payment,
                            "requires_capture, requires_action or in_review (refund a captured "
                            "payment instead)");
  }
}

}  // namespace

Task<Reply> cancel_payment(Services& services, const RequestContext& context,
                           CancelPayment command) {
  PaymentChange change;
  change.merchant_id = command.merchant_id;
  change.direction = command.direction;
  change.payment_id = command.payment_id;
  change.plan = plan_cancel;
  co_return co_await change_payment(services, context, std::move(change));
}

}  // namespace tollgate
