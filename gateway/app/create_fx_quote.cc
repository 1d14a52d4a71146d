#include "gateway/app/create_fx_quote.h"

namespace tollgate {
namespace {

// A payment as it would be made with the quote: the router knows who serves it.
Payment payment_to_come(Services& services, const RequestContext& context,
                        const CreateFxQuote& command) {
  Payment payment(command.amount);
  payment.id = PaymentId::make(services.clock.now(), services.random);
  payment.merchant_id = command.merchant_id;
  payment.mode = context.mode;
  if (command.kind == OperationKind::payout) payment.direction = PaymentDirection::payout;
  payment.capture_method = CaptureMethod::automatic;
  payment.method = command.method;
  return payment;
}

ChannelCall make_call(Services& services, const CreateFxQuote& command, FxQuoteId id,
                      std::string account) {
  Operation operation(command.amount);
  operation.id = OperationId(id.uuid());
  operation.merchant_id = command.merchant_id;
  operation.kind = OperationKind::quote;
  operation.sequence = services.channels.next_sequence(account);
  operation.channel_account = std::move(account);
  operation.created_at = services.clock.now();
  ChannelCall call(std::move(operation));
  call.method = command.method;
  call.quoted_kind = command.kind;
  return call;
}

// Why there is no promise in the outcome.
Refusal unquoted(const Outcome& outcome, const std::string& account) {
  Refusal why = make_refusal("channel_unavailable",
                             "The channel account gave no quote. Nothing was done; ask again.", "");
  if (outcome.kind == OutcomeKind::declined)
    why = make_refusal("currency_not_supported",
                       "The channel account quotes no rate for this currency and amount.",
                       "currency");
  why.channel = account;
  why.channel_code = outcome.channel_code;
  why.channel_message = outcome.message;
  return why;
}

}  // namespace

Task<Reply> create_fx_quote(Services& services, const RequestContext& context,
                            CreateFxQuote command, FxQuoteRenderer render) {
  RequestGuard guard(services, context);
  if (auto replay = co_await guard.replay_if_seen()) co_return std::move(*replay);
  const Payment payment = payment_to_come(services, context, command);
  std::string account;
  if (services.choose_quoting_account) account = services.choose_quoting_account(payment);
  if (account.empty()) {
    Refusal none =
        make_refusal("currency_not_supported",
                     "No channel account that takes this payment quotes rates. Pay without a "
                     "quote, or see the channel_account tables of the configuration.",
                     "currency");
    co_return co_await guard.refuse_finally(std::move(none));
  }
  const Timestamp now = services.clock.now();
  const FxQuoteId id = FxQuoteId::make(now, services.random);
  ChannelCall call = make_call(services, command, id, account);
  const Outcome outcome = co_await services.channels.execute(std::move(call));
  if (outcome.kind != OutcomeKind::approved || !outcome.exchange) {
    Refusal why = unquoted(outcome, account);
    if (outcome.kind == OutcomeKind::declined)
      co_return co_await guard.refuse_finally(std::move(why));
    co_return co_await guard.refuse(std::move(why));
  }
  FxQuote quote(command.amount, *outcome.exchange);
  quote.id = id;
  quote.merchant_id = command.merchant_id;
  quote.mode = context.mode;
  quote.channel_account = std::move(account);
  quote.method = command.method;
  quote.kind = command.kind;
  quote.created_at = now;

  Reply reply;
  reply.answer = render(quote);
  Change change;
  change.new_request = context.record;
  change.new_request->answer = reply.answer;
  change.new_fx_quote = std::move(quote);
  auto committed = co_await services.store.commit(std::move(change));
  if (committed.status != CommitStatus::committed)
    co_return co_await guard.not_committed(std::move(committed));
  co_return reply;
}

}  // namespace tollgate
