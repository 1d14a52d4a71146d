#include "gateway/app/create_card_token.h"

#include <chrono>

#include "gateway/base/failpoint.h"
#include "gateway/payment/card_number.h"

namespace tollgate {
namespace {

Refusal bad_card(std::string code, std::string detail, std::string param) {
  return {std::move(code), std::move(detail), std::move(param), "", "", "", ""};
}

bool is_expired(const CardData& card, Timestamp now) {
  using namespace std::chrono;
  const year_month_day today(floor<days>(now));
  const year_month expiry =
      year(card.expiry_year) / month(static_cast<unsigned>(card.expiry_month));
  return expiry < today.year() / today.month();
}

std::optional<Refusal> check(const Result<CardNumber>& number, const CardData& card,
                             Timestamp now) {
  if (!number.ok()) return bad_card("incorrect_number", number.error().message, "card.number");
  if (is_expired(card, now))
    return bad_card("expired_card", "The card has expired: ask for another one.",
                    "card.expiry_year");
  return std::nullopt;
}

}  // namespace

Task<Reply> create_card_token(Services& services, const RequestContext& context,
                              CreateCardToken command, PaymentMethodRenderer render) {
  RequestGuard guard(services, context);
  if (auto replay = co_await guard.replay_if_seen()) co_return std::move(*replay);
  const Timestamp now = services.clock.now();
  const auto number = CardNumber::parse(command.card.number.reveal());
  if (auto refusal = check(number, command.card, now))
    co_return co_await guard.refuse(std::move(*refusal));
  command.card.number = number->digits();

  PaymentMethod method;
  method.id = PaymentMethodId::make(now, services.random);
  method.merchant_id = command.merchant_id;
  method.mode = context.mode;
  method.card.brand = card_brand_name(number->brand());
  method.card.bin = number->bin();
  method.card.last4 = number->last_four();
  method.card.expiry_month = command.card.expiry_month;
  method.card.expiry_year = command.card.expiry_year;
  method.created_at = now;
  failpoint("token_before_seal");
  const Status sealed = services.vault.seal(command.card, method);
  if (!sealed.ok()) {
    Refusal broken = bad_card("internal_error", "The card could not be sealed.", "");
    co_return co_await guard.refuse(std::move(broken));
  }

  Reply reply;
  reply.answer = render(method);
  Change change;
  change.new_request = context.record;
  change.new_request->answer = reply.answer;
  change.new_payment_method = method;
  failpoint("token_before_commit");
  auto committed = co_await services.store.commit(std::move(change));
  failpoint("token_after_commit");
  if (committed.status != CommitStatus::committed)
    co_return co_await guard.not_committed(std::move(committed));
  services.cvc_cache.put(method.id, std::move(command.card.cvc), now);
  co_return reply;
}

}  // namespace tollgate
