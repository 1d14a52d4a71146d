#include "gateway/app/review_payment.h"

#include "gateway/app/plan.h"

namespace tollgate {
namespace {

Planned plan_approval(Services& services, OperationSubject subject, const Operations&) {
  if (subject.payment.status != PaymentStatus::in_review)
    return state_conflict(subject.payment, "in_review");
  subject.payment.reason.clear();
  subject.payment.expires_at.reset();
  // The account that was chosen days ago may be away by now. A quote holds at its own only.
  std::string account;
  if (!subject.payment.fx_quote) account = services.choose_channel_account(subject.payment);
  if (!account.empty()) subject.payment.channel_account = std::move(account);
  subject.operation = make_operation(services, subject.payment, subject.payment.charge_kind(),
                                     subject.payment.amount);
  Intent intent(std::move(subject));
  advance(services, intent.subject, Trigger::review_approved, event_type::kPaymentReviewApproved,
          intent.change);
  intent.change.changed_payment = intent.subject.payment;
  return intent;
}

Planned plan_rejection(Services& services, OperationSubject subject, const Operations&) {
  if (subject.payment.status != PaymentStatus::in_review)
    return state_conflict(subject.payment, "in_review");
  Intent intent(std::move(subject));
  intent.asks_channel = false;
  intent.subject.payment.reason = "review_rejected";
  intent.subject.payment.expires_at.reset();
  advance(services, intent.subject, Trigger::review_rejected, event_type::kPaymentFailed,
          intent.change);
  intent.change.changed_payment = intent.subject.payment;
  return intent;
}

}  // namespace

Task<Reply> review_payment(Services& services, const RequestContext& context,
                           ReviewPayment command) {
  PaymentChange change;
  change.merchant_id = command.merchant_id;
  change.direction = command.direction;
  change.payment_id = command.payment_id;
  change.plan = command.approve ? plan_approval : plan_rejection;
  co_return co_await change_payment(services, context, std::move(change));
}

}  // namespace tollgate
