#include "gateway/app/change_payment.h"
#include "gateway/app/plan.h"

namespace tollgate {
namespace {

Planned plan_cancel(Services& services, OperationSubject subject) {
  if (subject.payment.status != PaymentStatus::requires_capture)
    return state_conflict(subject.payment, "requires_capture (refund a captured payment instead)");
  subject.operation =
      make_operation(services, subject.payment, OperationKind::void_payment,
                     Money(subject.payment.amount_authorized, subject.payment.amount.currency()));
  if (subject.original) subject.operation.original_id = subject.original->id;
  Intent intent(std::move(subject));
  if (!advance(services, intent.subject, Trigger::cancel_started, event_type::kPaymentCancelStarted,
               intent.change))
    return state_conflict(intent.subject.payment, "requires_capture");
  intent.change.changed_payment = intent.subject.payment;
  return intent;
}

}  // namespace

Task<Reply> cancel_payment(Services& services, const RequestContext& context,
                           CancelPayment command) {
  Planner plan = [](Services& with, OperationSubject subject) {
    return plan_cancel(with, std::move(subject));
  };
  PaymentChange change;
  change.merchant_id = command.merchant_id;
  change.payment_id = command.payment_id;
  change.builds_on = PaymentChange::BuildsOn::hold;
  change.plan = std::move(plan);
  co_return co_await change_payment(services, context, std::move(change));
}

}  // namespace tollgate
