#include "gateway/adapters/http/api/answers.h"
#include "gateway/adapters/http/api/api.h"
#include "gateway/adapters/http/api/body_parts.h"
#include "gateway/app/create_fx_quote.h"
#include "gateway/app/payment_json.h"

namespace tollgate::http {
namespace {

CreateFxQuote read_fx_quote(JsonBody& body, const Call& call) {
  CreateFxQuote command(read_amount(body));
  command.merchant_id = call.principal.merchant_id;
  command.kind = body.choice("for", {"payment", "payout"}) == "payout" ? OperationKind::payout
                                                                       : OperationKind::sale;
  command.method = read_method_name(body, "");
  body.finish();
  return command;
}

}  // namespace

Task<HttpResponse> post_fx_quote(Services& services, Call& call) {
  JsonBody body(call.request);
  CreateFxQuote command = read_fx_quote(body, call);
  if (body.problem()) co_return refuse(*body.problem(), call.request);
  FxQuoteRenderer render = [](const FxQuote& quote) { return created_answer(to_json(quote)); };
  co_return to_response(
      co_await create_fx_quote(services, call.context, std::move(command), std::move(render)));
}

Task<HttpResponse> get_fx_quote(Services& services, Call& call) {
  const auto id = FxQuoteId::parse(call.path["id"]);
  if (!id) co_return not_found(call.request, "quote");
  auto quote =
      co_await services.store.find_fx_quote(call.principal.merchant_id, call.principal.mode, *id);
  if (!quote.ok()) co_return store_away(call.request);
  if (!quote->has_value()) co_return not_found(call.request, "quote");
  co_return json_response(200, to_json(**quote));
}

}  // namespace tollgate::http
