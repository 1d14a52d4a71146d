#include "gateway/app/plan.h"

#include "gateway/app/outcome_steps.h"
#include "gateway/app/resolve_operation.h"
#include "gateway/base/failpoint.h"

namespace tollgate {
namespace {

// How often a request starts over because another one changed the payment first. Each round the
// payment has moved on, so a loser soon meets a state that refuses it.
constexpr int kRoundsMax = 5;

// A charge may go on to another channel account, which may need the card where the first does not.
bool needs_card(Services& services, const Operation& operation) {
  if (is_charge(operation.kind)) return true;
  const ChannelTraits* traits = services.channels.find_traits(operation.channel_account);
  return traits != nullptr && traits->needs_card_for(operation.kind);
}

// Settles what stands in the way of a new wish: what is due, and, when the payment waits for an
// answer that its channel still owes, that too, whatever its due time.
Task<bool> settle_first(Services& services, const Payment& payment, Operations operations) {
  const bool waits = payment.status == PaymentStatus::processing &&
                     (payment.reason == "outcome_unknown" || payment.reason == "awaiting_channel");
  std::erase_if(operations, [](const Operation& operation) { return !operation.due_at; });
  if (waits)
    for (auto& operation : operations) operation.due_at = services.clock.now();
  co_return co_await resolve_due_now(services, std::move(operations));
}

}  // namespace

Task<Reply> change_payment(Services& services, const RequestContext& context,
                           PaymentChange change) {
  RequestGuard guard(services, context);
  if (auto replay = co_await guard.replay_if_seen()) co_return std::move(*replay);
  CommitOutcome failed;
  failed.status = CommitStatus::version_conflict;
  bool settled_first = false;
  for (int round = 0; round < kRoundsMax; ++round) {
    auto payment = co_await find_payment(services.store, change.merchant_id, context.mode,
                                         change.direction, change.payment_id);
    if (payment.ok() && !payment->has_value()) {
      Refusal missing = no_such_payment(change.direction);
      co_return co_await guard.refuse(std::move(missing));
    }
    auto operations = co_await services.store.list_operations(change.payment_id);
    if (!payment.ok() || !operations.ok()) {
      failed.status = CommitStatus::unavailable;
      break;
    }
    if (!std::exchange(settled_first, true) &&
        co_await settle_first(services, **payment, *operations))
      continue;
    Operation blank((*payment)->amount);
    OperationSubject subject{std::move(**payment), std::move(blank), std::nullopt, std::nullopt};
    Planned planned = change.plan(services, std::move(subject), *operations);
    if (auto* refused = std::get_if<Refused>(&planned)) {
      if (refused->final) co_return co_await guard.refuse_finally(std::move(refused->refusal));
      co_return co_await guard.refuse(std::move(refused->refusal));
    }
    auto& intent = std::get<Intent>(planned);
    if (intent.asks_channel && needs_card(services, intent.subject.operation)) {
      auto card = co_await open_card(services, intent.subject.payment);
      if (!card.ok()) {  // nothing is asked without it
        failed.status = CommitStatus::unavailable;
        break;
      }
      intent.card = std::move(*card);
      if (intent.card && is_charge(intent.subject.operation.kind))
        intent.card->cvc =
            services.cvc_cache.take(intent.subject.payment.payment_method, services.clock.now());
    }
    failpoint("change_planned");
    auto reply = co_await perform(services, context, std::move(intent));
    if (reply) co_return std::move(*reply);
  }
  co_return co_await guard.not_committed(std::move(failed));
}

const Operation* find_hold(const Operations& operations) {
  const Operation* hold = nullptr;
  for (const auto& operation : operations) {
    const bool reserves = operation.kind == OperationKind::authorize &&
                          operation.outcome.kind == OutcomeKind::approved;
    const bool would = is_charge(operation.kind) && operation.outcome.kind == OutcomeKind::pending;
    if (reserves || would) hold = &operation;
  }
  return hold;
}

Planned plan_release(Services& services, OperationSubject subject, const Operations& operations,
                     OperationCause cause) {
  const Payment& payment = subject.payment;
  const Operation* hold = find_hold(operations);
  if (hold == nullptr) return state_conflict(payment, "something to release");
  const ChannelTraits* traits = services.channels.find_traits(hold->channel_account);
  const bool part = payment.amount_captured > 0;
  const bool can_void = traits != nullptr && traits->supports(OperationKind::void_payment) &&
                        (!part || traits->partial_void);
  if (!can_void && !part)
    return state_conflict(payment, "a channel that can void; this one cannot");
  const Money rest(hold->outcome.kind == OutcomeKind::approved ? payment.amount_capturable()
                                                               : hold->amount.minor(),
                   payment.amount.currency());
  if (can_void) {
    subject.operation = make_follow_up(services, *hold, OperationKind::void_payment, rest);
    subject.operation.cause = cause;
  }
  subject.original = *hold;
  Intent intent(std::move(subject));
  intent.asks_channel = can_void;
  Payment& released = intent.subject.payment;
  released.reason.clear();
  if (!can_void) {
    released.reason = reason_of_void(cause);
    released.expires_at.reset();
    if (!advance(services, intent.subject, Trigger::rest_voided, event_type::kPaymentSucceeded,
                 intent.change))
      return state_conflict(released, "requires_capture");
  } else if (!advance(services, intent.subject, Trigger::cancel_started,
                      event_type::kPaymentCancelStarted, intent.change)) {
    return state_conflict(released, "requires_capture or requires_action");
  }
  intent.change.changed_payment = released;
  if (intent.subject.original->due_at) {  // from now on it is the void that is due
    intent.subject.original->due_at.reset();
    ++intent.subject.original->revision;
    intent.change.changed_operations.push_back(*intent.subject.original);
  }
  return intent;
}

Refused state_conflict(const Payment& payment, std::string_view wanted) {
  Refused refused;
  refused.refusal.code = "payment_state_conflict";
  refused.refusal.detail = "The " + std::string(to_text(payment.direction)) + " is " +
                           std::string(to_text(payment.status)) + "; this needs " +
                           std::string(wanted) + ".";
  return refused;
}

Refused bad_amount(std::string code, std::string detail) {
  Refused refused;
  refused.refusal.code = std::move(code);
  refused.refusal.detail = std::move(detail);
  refused.refusal.param = "amount";
  refused.final = true;
  return refused;
}

Task<Result<std::optional<CardData>>> open_card(Services& services, const Payment& payment) {
  if (!payment.is_by_card()) co_return std::optional<CardData>();
  auto method = co_await find_payment_method(services, payment.merchant_id, payment.mode,
                                             payment.payment_method);
  if (!method.ok()) co_return method.error();
  if (!method->has_value())
    co_return Error{ErrorCode::not_found, "The payment method was deleted.", ""};
  auto card = services.vault.open(**method);
  if (!card.ok()) co_return std::move(card).error();
  co_return std::optional<CardData>(std::move(*card));
}

}  // namespace tollgate
