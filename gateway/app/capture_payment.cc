#include "gateway/app/change_payment.h"
#include "gateway/app/plan.h"

namespace tollgate {
namespace {

Planned plan_capture(Services& services, OperationSubject subject, const Operations& operations,
                     const CapturePayment& command) {
  const Payment& payment = subject.payment;
  if (payment.status != PaymentStatus::requires_capture)
    return state_conflict(payment, "requires_capture");
  const std::int64_t capturable = payment.amount_capturable();
  const std::int64_t amount = command.amount_minor.value_or(capturable);
  if (amount <= 0 || amount > capturable)
    return bad_amount("amount_exceeds_capturable",
                      "Between 1 and " + std::to_string(capturable) + " can be captured.");
  const ChannelTraits* traits = services.channels.find_traits(payment.channel_account);
  if (traits != nullptr && !traits->partial_capture && amount != capturable)
    return bad_amount("amount_invalid", "This channel captures the whole amount only.");
  if (traits != nullptr && !traits->multiple_capture && !command.final_capture &&
      amount != capturable)
    return bad_amount("amount_invalid",
                      "This channel captures once; leave final_capture out, or true.");
  const Operation* hold = find_hold(operations);
  if (hold == nullptr) return state_conflict(payment, "an authorization to capture");
  subject.operation = make_follow_up(services, *hold, OperationKind::capture,
                                     Money(amount, payment.amount.currency()));
  subject.operation.final_capture = command.final_capture;
  subject.original = *hold;
  Intent intent(std::move(subject));
  if (!advance(services, intent.subject, Trigger::capture_started,
               event_type::kPaymentCaptureStarted, intent.change))
    return state_conflict(intent.subject.payment, "requires_capture");
  intent.change.changed_payment = intent.subject.payment;
  return intent;
}

}  // namespace

Task<Reply> capture_payment(Services& services, const RequestContext& context,
                            CapturePayment command) {
  PaymentChange change;
  change.merchant_id = command.merchant_id;
  change.payment_id = command.payment_id;
  change.plan = [command](Services& with, OperationSubject subject, const Operations& operations) {
    return plan_capture(with, std::move(subject), operations, command);
  };
  co_return co_await change_payment(services, context, std::move(change));
}

}  // namespace tollgate
