#include "gateway/adapters/http/api/answers.h"
#include "gateway/adapters/http/api/api.h"
#include "gateway/adapters/http/api/json_body.h"
#include "gateway/app/create_card_token.h"
#include "gateway/app/payment_json.h"

namespace tollgate::http {
namespace {

CreateCardToken read_card(JsonBody& body, const Call& call) {
  CreateCardToken command;
  command.merchant_id = call.principal.merchant_id;
  JsonBody card = body.object("card", Presence::required);
  command.card.number = Secret(card.text("number", Presence::required, 32));
  command.card.cvc = Secret(card.text("cvc", Presence::optional, 4));
  command.card.expiry_month =
      static_cast<int>(card.integer("expiry_month", Presence::required, 1, 12).value_or(1));
  command.card.expiry_year =
      static_cast<int>(card.integer("expiry_year", Presence::required, 2000, 2099).value_or(2000));
  command.card.holder = card.text("holder", Presence::optional, 128);
  const auto digits = command.card.cvc.reveal();
  const bool good_cvc =
      digits.empty() ||
      (digits.size() >= 3 && digits.find_first_not_of("0123456789") == std::string_view::npos);
  if (!good_cvc) card.fail("parameter_invalid", "cvc", "card.cvc must have 3 or 4 digits.");
  card.finish();
  body.finish();
  return command;
}

}  // namespace

Task<HttpResponse> post_card_token(Services& services, Call& call) {
  JsonBody body(call.request);
  CreateCardToken command = read_card(body, call);
  if (body.problem()) co_return refuse(*body.problem(), call.request);
  PaymentMethodRenderer render = [](const PaymentMethod& method) {
    return created_answer(to_json(method));
  };
  co_return to_response(
      co_await create_card_token(services, call.context, std::move(command), std::move(render)));
}

Task<HttpResponse> get_payment_method(Services& services, Call& call) {
  const auto id = PaymentMethodId::parse(call.path["id"]);
  if (!id) co_return not_found(call.request, "payment method");
  auto method = co_await services.store.find_payment_method(call.principal.merchant_id,
                                                            call.principal.mode, *id);
  if (!method.ok()) co_return store_away(call.request);
  if (!method->has_value()) co_return not_found(call.request, "payment method");
  co_return json_response(200, to_json(**method));
}

}  // namespace tollgate::http
