#include "gateway/adapters/http/api/answers.h"
#include "gateway/adapters/http/api/api.h"
#include "gateway/adapters/http/api/authentication_body.h"
#include "gateway/adapters/http/api/body_parts.h"
#include "gateway/adapters/http/api/payment_body.h"
#include "gateway/app/change_payment.h"
#include "gateway/app/create_payment.h"

namespace tollgate::http {
namespace {

// A stored card, or the name of another method.
void read_method(JsonBody& body, CreatePayment& command) {
  command.method = read_method_name(body, kCardMethod);
  const bool by_card = command.method == kCardMethod;
  const auto needed = by_card ? Presence::required : Presence::optional;
  const std::string method = body.text("payment_method", needed, 64);
  const auto method_id = PaymentMethodId::parse(method);
  if (!by_card && !method.empty())
    body.fail("parameter_invalid", "payment_method",
              "payment_method is a card token; leave it out, or payment_method_type.");
  else if (!method_id && !method.empty())
    body.fail("parameter_invalid", "payment_method",
              "payment_method must be the id of a card token: pm_… (POST /v1/card_tokens).");
  command.payment_method = method_id.value_or(PaymentMethodId());
}

// Who pays: as the rules know him, and where a transfer comes from.
void read_payer(JsonBody& body, CreatePayment& command) {
  JsonBody payer = body.object("payer", Presence::optional);
  command.ip = payer.text("ip", Presence::optional, 45);
  command.device = payer.text("device", Presence::optional, kTextCharsMax);
  command.email = payer.text("email", Presence::optional, kTextCharsMax);
  command.counterparty = read_party(payer);
  payer.finish();
  if (command.counterparty && command.method == kCardMethod)
    body.fail("parameter_invalid", "payer",
              "A payer's name and account go with a payment_method_type other than \"card\".");
}

CreatePayment read_create(JsonBody& body, const Call& call) {
  CreatePayment command(read_amount(body));
  command.merchant_id = call.principal.merchant_id;
  read_method(body, command);
  command.authentication = read_authentication(body);
  if (command.authentication && command.method != kCardMethod)
    body.fail("parameter_invalid", "authentication", "authentication goes with a card only.");
  command.capture_method = body.choice("capture_method", {"automatic", "manual"}) == "manual"
                               ? CaptureMethod::manual
                               : CaptureMethod::automatic;
  read_references(body, command);
  read_payer(body, command);
  body.finish();
  return command;
}

}  // namespace

Task<HttpResponse> post_payment(Services& services, Call& call) {
  JsonBody body(call.request);
  CreatePayment command = read_create(body, call);
  if (body.problem()) co_return refuse(*body.problem(), call.request);
  co_return to_response(co_await create_payment(services, call.context, std::move(command)));
}

Task<HttpResponse> post_capture(Services& services, Call& call) {
  JsonBody body(call.request);
  CapturePayment command;
  command.amount_minor = body.integer("amount", Presence::optional, 1, Money::kMinorMax);
  command.final_capture = body.boolean("final_capture", true);
  body.finish();
  if (body.problem()) co_return refuse(*body.problem(), call.request);
  const auto id = PaymentId::parse(call.path["id"]);
  if (!id) co_return not_found(call.request, "payment");
  command.merchant_id = call.principal.merchant_id;
  command.payment_id = *id;
  co_return to_response(co_await capture_payment(services, call.context, command));
}

}  // namespace tollgate::http
