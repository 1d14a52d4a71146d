#include "gateway/adapters/http/api/answers.h"
#include "gateway/adapters/http/api/api.h"
#include "gateway/adapters/http/api/authentication_body.h"
#include "gateway/adapters/http/api/body_parts.h"
#include "gateway/adapters/http/api/payment_pages.h"
#include "gateway/app/change_payment.h"
#include "gateway/app/create_payment.h"
#include "gateway/app/payment_json.h"
#include "gateway/app/sync_payment.h"

namespace tollgate::http {
namespace {

constexpr std::size_t kReferenceCharsMax = 64;
constexpr std::size_t kTextCharsMax = 255;
constexpr std::size_t kPageMax = 100;
constexpr std::size_t kPageDefault = 10;

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

std::optional<FxQuoteId> read_fx_quote_id(JsonBody& body) {
  const std::string text = body.text("fx_quote", Presence::optional, 64);
  if (text.empty()) return std::nullopt;
  const auto id = FxQuoteId::parse(text);
  if (!id)
    body.fail("parameter_invalid", "fx_quote",
              "fx_quote must be the id of a quote: fxq_… (POST /v1/fx_quotes).");
  return id;
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
  command.fx_quote = read_fx_quote_id(body);
  command.merchant_reference =
      body.text("merchant_reference", Presence::optional, kReferenceCharsMax);
  command.customer = body.text("customer", Presence::optional, kTextCharsMax);
  command.description = body.text("description", Presence::optional, kTextCharsMax);
  command.metadata = body.metadata("metadata");
  JsonBody payer = body.object("payer", Presence::optional);
  command.ip = payer.text("ip", Presence::optional, 45);
  command.device = payer.text("device", Presence::optional, kTextCharsMax);
  command.email = payer.text("email", Presence::optional, kTextCharsMax);
  payer.finish();
  body.finish();
  return command;
}

}  // namespace

HttpResponse page_response(const Page& page) {
  JsonWriter json(page.payments.size() * 900 + 64);
  json.begin_object().key("data").begin_array();
  for (const auto& payment : page.payments) write_json(json, payment);
  json.end_array().member("has_more", page.has_more);
  const bool has_next = page.has_more && !page.payments.empty();
  json.member_or_null("next_cursor", has_next ? page.payments.back().id.str() : "").end_object();
  return json_response(200, json.take());
}

namespace {

std::optional<PaymentId> read_cursor(QueryString& query, std::string_view name) {
  const std::string text = query.text(name);
  if (text.empty()) return std::nullopt;
  const auto id = PaymentId::parse(text);
  if (!id) query.fail("parameter_invalid", name, "A cursor is the id of a payment: pay_….");
  return id;
}

}  // namespace

PaymentFilter read_page_filter(QueryString& query, const Call& call) {
  PaymentFilter filter;
  filter.merchant_id = call.principal.merchant_id;
  filter.mode = call.principal.mode;
  filter.limit = query.number("limit", kPageDefault, 1, kPageMax);
  filter.starting_after = read_cursor(query, "starting_after");
  filter.ending_before = read_cursor(query, "ending_before");
  if (filter.starting_after && filter.ending_before)
    query.fail("parameter_invalid", "ending_before", "Use one of starting_after, ending_before.");
  return filter;
}

namespace {

PaymentFilter read_filter(QueryString& query, const Call& call) {
  PaymentFilter filter = read_page_filter(query, call);
  filter.merchant_reference = query.text("merchant_reference");
  const std::string status = query.text("status");
  if (!status.empty()) {
    filter.status = payment_status_from_text(status);
    if (!filter.status)
      query.fail("parameter_invalid", "status", "\"" + status + "\" is not a payment's status.");
  }
  query.finish();
  return filter;
}

}  // namespace

Task<HttpResponse> post_payment(Services& services, Call& call) {
  JsonBody body(call.request);
  CreatePayment command = read_create(body, call);
  if (body.problem()) co_return refuse(*body.problem(), call.request);
  co_return to_response(co_await create_payment(services, call.context, std::move(command)));
}

Task<HttpResponse> get_payment(Services& services, Call& call) {
  const auto id = PaymentId::parse(call.path["id"]);
  if (!id) co_return not_found(call.request, "payment");
  auto payment =
      co_await services.store.find_payment(call.principal.merchant_id, call.principal.mode, *id);
  if (!payment.ok()) co_return store_away(call.request);
  if (!payment->has_value()) co_return not_found(call.request, "payment");
  co_return json_response(200, to_json(**payment));
}

Task<HttpResponse> list_payments(Services& services, Call& call) {
  QueryString query(call.request.query);
  PaymentFilter filter = read_filter(query, call);
  if (query.problem()) co_return refuse(*query.problem(), call.request);
  auto page = co_await services.store.list_payments(std::move(filter));
  if (!page.ok()) co_return store_away(call.request);
  co_return page_response(*page);
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

Task<HttpResponse> post_cancel(Services& services, Call& call) {
  JsonBody body(call.request);
  body.finish();
  if (body.problem()) co_return refuse(*body.problem(), call.request);
  const auto id = PaymentId::parse(call.path["id"]);
  if (!id) co_return not_found(call.request, "payment");
  CancelPayment command;
  command.merchant_id = call.principal.merchant_id;
  command.payment_id = *id;
  co_return to_response(co_await cancel_payment(services, call.context, command));
}

Task<HttpResponse> post_sync(Services& services, Call& call) {
  JsonBody body(call.request);
  body.finish();
  if (body.problem()) co_return refuse(*body.problem(), call.request);
  const auto id = PaymentId::parse(call.path["id"]);
  if (!id) co_return not_found(call.request, "payment");
  SyncPayment command;
  command.merchant_id = call.principal.merchant_id;
  command.payment_id = *id;
  co_return to_response(co_await sync_payment(services, call.context, command));
}

}  // namespace tollgate::http
