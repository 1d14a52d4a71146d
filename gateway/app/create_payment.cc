#include "gateway/app/create_payment.h"

#include "gateway/app/make_event.h"
#include "gateway/app/perform.h"
#include "gateway/app/screening.h"
#include "gateway/base/check.h"
#include "gateway/base/failpoint.h"

namespace tollgate {
namespace {

Payment make_payment(Services& services, const RequestContext& context,
                     const CreatePayment& command, const PaymentMethod& method) {
  Payment payment(command.amount);
  const Timestamp now = services.clock.now();
  payment.id = PaymentId::make(now, services.random);
  payment.merchant_id = command.merchant_id;
  payment.mode = context.mode;
  payment.direction = command.direction;
  payment.merchant_reference = command.merchant_reference;
  payment.capture_method = command.capture_method;
  payment.status = PaymentStatus::processing;
  payment.method = command.method;
  payment.payment_method = method.id;
  payment.card = method.card;
  payment.authentication = command.authentication;
  payment.counterparty = command.counterparty;
  payment.purpose = command.purpose;
  payment.customer = command.customer;
  payment.description = command.description;
  payment.metadata = command.metadata;
  payment.created_at = now;
  payment.updated_at = now;
  return payment;
}

Event created_event(Services& services, const Payment& payment, std::string_view type) {
  return make_event(payment, nullptr, type, EventId::make(payment.created_at, services.random));
}

Refusal blocked(const Payment& payment) {
  Refusal refusal;
  refusal.code = payment.reason;
  refusal.detail = "The rules do not let this " + std::string(to_text(payment.direction)) +
                   " pass; its risk.reasons holds the reason codes. Do not repeat it unchanged.";
  refusal.decline_code = payment.risk.reasons.empty() ? "" : payment.risk.reasons.front();
  return refusal;
}

// A payment that ends with its first commit, for now: nothing is asked of a channel.
Task<Reply> record(Services& services, const RequestContext& context, Payment payment,
                   std::string_view event, Answer answer) {
  Reply reply;
  reply.answer = context.render(answer);
  Change change;
  change.new_request = context.record;
  change.new_request->answer = reply.answer;
  change.events.push_back(created_event(services, payment, event));
  change.new_payment = std::move(payment);
  failpoint("payment_before_stopped_commit");
  auto committed = co_await services.store.commit(std::move(change));
  failpoint("payment_after_stopped_commit");
  if (committed.status == CommitStatus::committed) co_return reply;
  RequestGuard guard(services, context);
  co_return co_await guard.not_committed(std::move(committed));
}

Task<Reply> record_blocked(Services& services, const RequestContext& context, Payment payment) {
  payment.status = PaymentStatus::failed;
  Answer answer;
  answer.refusal = blocked(payment);
  answer.payment = payment;
  co_return co_await record(services, context, std::move(payment), event_type::kPaymentBlocked,
                            std::move(answer));
}

// A person must look first: recorded, never sent anywhere yet.
Task<Reply> record_review(Services& services, const RequestContext& context, Payment payment) {
  payment.status = PaymentStatus::in_review;
  payment.reason = "risk_review";
  payment.expires_at = payment.created_at + services.lifetimes.review;
  Answer answer;
  answer.payment = payment;
  answer.created = true;
  co_return co_await record(services, context, std::move(payment), event_type::kPaymentInReview,
                            std::move(answer));
}

// The stored card; blank for a payment by another method; nothing when there is no such card.
Task<Result<std::optional<PaymentMethod>>> method_of(Services& services,
                                                     const RequestContext& context,
                                                     const CreatePayment& command) {
  if (command.method != kCardMethod) co_return std::optional<PaymentMethod>(PaymentMethod{});
  co_return co_await find_payment_method(services, command.merchant_id, context.mode,
                                         command.payment_method);
}

Result<std::optional<CardData>> card_of(Services& services, const Payment& payment,
                                        const PaymentMethod& method) {
  if (!payment.is_by_card()) return std::optional<CardData>();
  auto card = services.vault.open(method);
  if (!card.ok()) return std::move(card).error();
  card->cvc = services.cvc_cache.take(method.id, services.clock.now());
  return std::optional<CardData>(std::move(*card));
}

// Why the payment cannot be made with the quote; nothing: it can.
std::optional<Refusal> misuse(Services& services, const std::optional<FxQuote>& quote,
                              const Payment& payment) {
  if (!quote)
    return make_refusal("resource_not_found",
                        "There is no such quote. Get one with POST /v1/fx_quotes.", "fx_quote");
  const bool fits = quote->amount == payment.amount && quote->method == payment.method &&
                    quote->kind == payment.charge_kind();
  if (!fits)
    return make_refusal("parameter_invalid",
                        "The quote is for a " + std::string(to_text(quote->kind)) + " of " +
                            quote->amount.str() + " by " + quote->method +
                            ": make just that with it, or get another one.",
                        "fx_quote");
  if (quote->is_over(services.clock.now()) ||
      services.channels.find_traits(quote->channel_account) == nullptr)
    return make_refusal("fx_quote_expired",
                        "The quote is over. Get a new one with POST /v1/fx_quotes.", "fx_quote");
  return std::nullopt;
}

// Gives the payment its quote and the account that promised it; or what the client is told.
Task<std::optional<Reply>> take_quote(Services& services, RequestGuard& guard, Payment& payment,
                                      FxQuoteId id) {
  auto quote = co_await services.store.find_fx_quote(payment.merchant_id, payment.mode, id);
  if (!quote.ok()) {
    CommitOutcome away;
    away.status = CommitStatus::unavailable;
    co_return co_await guard.not_committed(std::move(away));
  }
  if (auto why = misuse(services, *quote, payment))
    co_return co_await guard.refuse(std::move(*why));
  payment.channel_account = (*quote)->channel_account;
  payment.fx_quote = std::move(**quote);
  co_return std::nullopt;
}

// Why no channel account takes it.
Refusal nobody_takes(Services& services, const Payment& payment) {
  switch (services.why_unserved ? services.why_unserved(payment) : Unserved::currency) {
    case Unserved::method:
      return make_refusal("payment_method_not_supported",
                          "No channel account takes the method \"" + payment.method +
                              "\": use one that a channel of the configuration has.",
                          "payment_method_type");
    case Unserved::operation:
      return make_refusal("operation_not_supported",
                          "No channel account that takes the method \"" + payment.method +
                              "\" has the operation " +
                              std::string(to_text(payment.charge_kind())) + ".",
                          payment.is_payout() ? "payment_method_type" : "capture_method");
    default:
      return make_refusal(
          "currency_not_supported",
          "No channel account takes this " + std::string(to_text(payment.direction)) +
              ": its currency, amount, card or capture method. See the channel_account "
              "tables of the configuration.",
          "currency");
  }
}

}  // namespace

Task<Reply> create_payment(Services& services, const RequestContext& context,
                           CreatePayment command) {
  RequestGuard guard(services, context);
  if (auto replay = co_await guard.replay_if_seen()) co_return std::move(*replay);

  auto method = co_await method_of(services, context, command);
  if (!method.ok()) {
    CommitOutcome away;
    away.status = CommitStatus::unavailable;
    co_return co_await guard.not_committed(std::move(away));
  }
  if (!method->has_value()) {
    Refusal missing = make_refusal("resource_not_found",
                                   "There is no such payment method. Make one with POST "
                                   "/v1/card_tokens.",
                                   "payment_method");
    co_return co_await guard.refuse(std::move(missing));
  }
  Payment payment = make_payment(services, context, command, **method);
  if (command.fx_quote) {
    if (auto refused = co_await take_quote(services, guard, payment, *command.fx_quote))
      co_return std::move(*refused);
  } else {
    payment.channel_account = services.choose_channel_account(payment);
  }
  if (payment.channel_account.empty()) {
    Refusal unsupported = nobody_takes(services, payment);
    co_return co_await guard.refuse_finally(std::move(unsupported));
  }

  const risk::PaymentFacts facts = facts_of(payment, command, **method);
  const risk::Decision decision = services.evaluate_risk(facts);
  failpoint("payment_screened");
  payment.risk = summary_of(decision, facts);
  if (decision.verdict == risk::Verdict::review)
    co_return co_await record_review(services, context, std::move(payment));
  payment.reason = stopped_by(decision, payment.direction);
  if (!payment.reason.empty())
    co_return co_await record_blocked(services, context, std::move(payment));

  auto card = card_of(services, payment, **method);
  if (!card.ok()) {
    Refusal broken = make_refusal("internal_error", "The stored card could not be opened.", "");
    co_return co_await guard.refuse(std::move(broken));
  }
  Operation operation = make_operation(services, payment, payment.charge_kind(), payment.amount);
  Intent intent(OperationSubject{payment, std::move(operation), std::nullopt, std::nullopt});
  intent.change.new_payment = std::move(payment);
  intent.change.events.push_back(
      created_event(services, intent.subject.payment, event_type::kPaymentCreated));
  intent.card = std::move(*card);
  auto reply = co_await perform(services, context, std::move(intent));
  CHECK(reply.has_value());  // a new payment cannot meet another version
  co_return std::move(*reply);
}

}  // namespace tollgate
