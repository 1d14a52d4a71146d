// What payments and payouts are asked alike: to be shown, listed, canceled and asked about.
#include "gateway/adapters/http/api/answers.h"
#include "gateway/adapters/http/api/api.h"
#include "gateway/adapters/http/api/json_body.h"
#include "gateway/adapters/http/api/payment_pages.h"
#include "gateway/app/change_payment.h"
#include "gateway/app/load.h"
#include "gateway/app/payment_json.h"
#include "gateway/app/sync_payment.h"

namespace tollgate::http {
namespace {

constexpr std::size_t kPageMax = 100;
constexpr std::size_t kPageDefault = 10;

}  // namespace

std::optional<PaymentPointer> parse_either_id(std::string_view text) {
  for (const auto direction : {PaymentDirection::payment, PaymentDirection::payout})
    if (const auto id = payment_id_from_text(text, direction))
      return PaymentPointer{direction, *id};
  return std::nullopt;
}

HttpResponse page_response(const Page& page) {
  JsonWriter json(page.payments.size() * 900 + 64);
  json.begin_object().key("data").begin_array();
  for (const auto& payment : page.payments) write_json(json, payment);
  json.end_array().member("has_more", page.has_more);
  const bool has_next = page.has_more && !page.payments.empty();
  json.member_or_null("next_cursor", has_next ? page.payments.back().shown_id() : "").end_object();
  return json_response(200, json.take());
}

namespace {

std::optional<PaymentId> read_cursor(QueryString& query, std::string_view name) {
  const std::string text = query.text(name);
  if (text.empty()) return std::nullopt;
  const auto cursor = parse_either_id(text);
  if (!cursor) {
    query.fail("parameter_invalid", name,
               "A cursor is the id of a payment or payout: pay_…, po_….");
    return std::nullopt;
  }
  return cursor->id;
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

PaymentFilter read_filter(QueryString& query, const Call& call, PaymentDirection direction) {
  PaymentFilter filter = read_page_filter(query, call);
  filter.direction = direction;
  filter.merchant_reference = query.text("merchant_reference");
  const std::string status = query.text("status");
  if (!status.empty()) {
    filter.status = payment_status_from_text(status);
    if (!filter.status)
      query.fail("parameter_invalid", "status", "\"" + status + "\" is not a status of one.");
  }
  query.finish();
  return filter;
}

}  // namespace

Task<std::variant<Payment, HttpResponse>> find_own(Services& services, Call& call,
                                                   PaymentDirection direction) {
  const auto id = payment_id_from_text(call.path["id"], direction);
  if (!id) co_return not_found(call.request, to_text(direction));
  auto payment = co_await find_payment(services.store, call.principal.merchant_id,
                                       call.principal.mode, direction, *id);
  if (!payment.ok()) co_return store_away(call.request);
  if (!payment->has_value()) co_return not_found(call.request, to_text(direction));
  co_return std::move(**payment);
}

Task<HttpResponse> get_payment(Services& services, Call& call, PaymentDirection direction) {
  auto own = co_await find_own(services, call, direction);
  if (auto* response = std::get_if<HttpResponse>(&own)) co_return std::move(*response);
  co_return json_response(200, to_json(std::get<Payment>(own)));
}

Task<HttpResponse> list_payments(Services& services, Call& call, PaymentDirection direction) {
  QueryString query(call.request.query);
  PaymentFilter filter = read_filter(query, call, direction);
  if (query.problem()) co_return refuse(*query.problem(), call.request);
  auto page = co_await services.store.list_payments(std::move(filter));
  if (!page.ok()) co_return store_away(call.request);
  co_return page_response(*page);
}

namespace {

// A command about the one in the path that takes no parameters; otherwise the answer to give.
template <class Command>
std::variant<Command, HttpResponse> read_command(Call& call, PaymentDirection direction) {
  JsonBody body(call.request);
  body.finish();
  if (body.problem()) return refuse(*body.problem(), call.request);
  const auto id = payment_id_from_text(call.path["id"], direction);
  if (!id) return not_found(call.request, to_text(direction));
  Command command;
  command.merchant_id = call.principal.merchant_id;
  command.direction = direction;
  command.payment_id = *id;
  return command;
}

}  // namespace

Task<HttpResponse> post_cancel(Services& services, Call& call, PaymentDirection direction) {
  auto command = read_command<CancelPayment>(call, direction);
  if (auto* response = std::get_if<HttpResponse>(&command)) co_return std::move(*response);
  co_return to_response(
      co_await cancel_payment(services, call.context, std::get<CancelPayment>(command)));
}

Task<HttpResponse> post_sync(Services& services, Call& call, PaymentDirection direction) {
  auto command = read_command<SyncPayment>(call, direction);
  if (auto* response = std::get_if<HttpResponse>(&command)) co_return std::move(*response);
  co_return to_response(
      co_await sync_payment(services, call.context, std::get<SyncPayment>(command)));
}

}  // namespace tollgate::http
