#include "gateway/app/expire_payment.h"

#include <algorithm>

#include "gateway/app/perform.h"
#include "gateway/app/plan.h"
#include "gateway/base/log.h"

namespace tollgate {
namespace {

// A channel that refuses this often to release a hold that is over needs a person.
constexpr std::ptrdiff_t kRefusalsMax = 3;

bool was_refused(const Operation& operation) {
  return operation.kind == OperationKind::void_payment &&
         operation.cause == OperationCause::expired &&
         operation.outcome.kind == OutcomeKind::declined;
}

Task<bool> commit(Services& services, Change change, const Payment& payment) {
  const auto outcome = co_await services.store.commit(std::move(change));
  if (outcome.status == CommitStatus::committed) co_return true;
  log_warning("a payment whose time is over could not be closed; it stays due",
              {{"payment_id", payment.id.str()}, {"why", outcome.detail}});
  co_return false;
}

OperationSubject subject_of(Payment payment) {
  Operation blank(payment.amount);
  return {std::move(payment), std::move(blank), std::nullopt, std::nullopt};
}

Task<bool> close_review(Services& services, Payment payment) {
  OperationSubject subject = subject_of(std::move(payment));
  subject.payment.reason = "review_expired";
  subject.payment.expires_at.reset();
  Change change;
  if (!advance(services, subject, Trigger::review_rejected, event_type::kPaymentFailed, change))
    co_return false;
  change.changed_payment = subject.payment;
  co_return co_await commit(services, std::move(change), subject.payment);
}

Task<bool> report_refusal(Services& services, Payment payment, const Operation& hold) {
  const Timestamp now = services.clock.now();
  Break found(Money(payment.amount_capturable(), payment.amount.currency()));
  found.id = BreakId::make(now, services.random);
  found.merchant_id = payment.merchant_id;
  found.payment_id = payment.id;
  found.operation_id = hold.id;
  found.channel_account = hold.channel_account;
  found.kind = break_kind::kExpiryRefused;
  found.detail = "The hold is over, and the channel does not release it.";
  found.opened_at = now;
  OperationSubject subject = subject_of(std::move(payment));
  subject.payment.expires_at.reset();
  subject.payment.reason = break_kind::kExpiryRefused;
  Change change;
  change.new_break = std::move(found);
  advance(services, subject, Trigger::expiry_refused, event_type::kPaymentCancelFailed, change);
  change.changed_payment = subject.payment;
  co_return co_await commit(services, std::move(change), subject.payment);
}

Task<bool> release_hold(Services& services, Payment payment) {
  auto operations = co_await services.store.list_operations(payment.id);
  if (!operations.ok()) co_return false;
  const Operation* hold = find_hold(*operations);
  if (hold == nullptr) co_return false;
  if (std::count_if(operations->begin(), operations->end(), was_refused) >= kRefusalsMax)
    co_return co_await report_refusal(services, std::move(payment), *hold);
  Planned planned =
      plan_release(services, subject_of(payment), *operations, OperationCause::expired);
  auto* intent = std::get_if<Intent>(&planned);
  // A channel that cannot void at all is not asked for ever.
  if (intent == nullptr) co_return co_await report_refusal(services, std::move(payment), *hold);
  const bool asks_channel = intent->asks_channel;
  if (asks_channel) intent->change.new_operation = intent->subject.operation;
  if (!co_await commit(services, std::move(intent->change), intent->subject.payment))
    co_return false;
  if (!asks_channel) co_return true;
  auto card = co_await open_card(services, intent->subject.payment);
  if (!card.ok()) co_return false;  // the void has a due time: the resolver sends it
  const auto done =
      co_await carry_out(services, std::move(intent->subject), std::move(*card), nullptr);
  co_return done.ok() && is_terminal(done->payment.status);
}

}  // namespace

Task<bool> expire_payment(Services& services, Payment payment) {
  switch (payment.status) {
    case PaymentStatus::in_review:
      co_return co_await close_review(services, std::move(payment));
    case PaymentStatus::requires_capture:
      co_return co_await release_hold(services, std::move(payment));
    default:
      // An operation is under way: it has a due time of its own, and moves the clock when it ends.
      co_return false;
  }
}

}  // namespace tollgate
