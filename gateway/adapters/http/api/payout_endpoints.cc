// POST /v1/payouts: money that the merchant sends to a payee.
#include "gateway/adapters/http/api/answers.h"
#include "gateway/adapters/http/api/body_parts.h"
#include "gateway/adapters/http/api/payment_body.h"
#include "gateway/adapters/http/api/payment_pages.h"

namespace tollgate::http {
namespace {

CreatePayment read_payout(JsonBody& body, const Call& call) {
  CreatePayment command(read_amount(body));
  command.merchant_id = call.principal.merchant_id;
  command.direction = PaymentDirection::payout;
  command.method = read_method_name(body, "");
  if (command.method == kCardMethod)
    body.fail("parameter_invalid", "payment_method_type",
              "payment_method_type is a method of a channel that pays out: \"bank_transfer\". "
              "Nothing is paid out to a card.");
  JsonBody payee = body.object("payee", Presence::required);
  command.counterparty = read_party(payee);
  if (!command.counterparty)  // an empty object; where there is none that is told first
    payee.fail("parameter_missing", "name", "name is required.");
  payee.finish();
  read_references(body, command);
  body.finish();
  return command;
}

}  // namespace

std::optional<Problem> refuse_payouts(const Principal& principal) {
  if (principal.may_pay_out) return std::nullopt;
  return Problem("permission_denied",
                 "This API key takes payments and sends no payouts. `tollgate keys create "
                 "--payouts` makes one that does.");
}

Task<HttpResponse> post_payout(Services& services, Call& call) {
  if (auto denied = refuse_payouts(call.principal))
    co_return refuse(std::move(*denied), call.request);
  JsonBody body(call.request);
  CreatePayment command = read_payout(body, call);
  if (body.problem()) co_return refuse(*body.problem(), call.request);
  co_return to_response(co_await create_payment(services, call.context, std::move(command)));
}

}  // namespace tollgate::http
