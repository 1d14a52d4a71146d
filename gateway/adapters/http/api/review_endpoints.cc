// /v1/risk/reviews: payments and payouts that a person must look at, and what they decide.
#include "gateway/adapters/http/api/answers.h"
#include "gateway/adapters/http/api/api.h"
#include "gateway/adapters/http/api/json_body.h"
#include "gateway/adapters/http/api/payment_pages.h"
#include "gateway/app/review_payment.h"

namespace tollgate::http {
namespace {

Task<HttpResponse> decide(Services& services, Call& call, bool approve) {
  JsonBody body(call.request);
  body.finish();
  if (body.problem()) co_return refuse(*body.problem(), call.request);
  const auto which = parse_either_id(call.path["id"]);
  if (!which) co_return not_found(call.request, "payment or payout");
  // To approve a payout is to send it.
  if (approve && which->direction == PaymentDirection::payout)
    if (auto denied = refuse_payouts(call.principal))
      co_return refuse(std::move(*denied), call.request);
  ReviewPayment command;
  command.merchant_id = call.principal.merchant_id;
  command.direction = which->direction;
  command.payment_id = which->id;
  command.approve = approve;
  co_return to_response(co_await review_payment(services, call.context, command));
}

}  // namespace

Task<HttpResponse> list_reviews(Services& services, Call& call) {
  QueryString query(call.request.query);
  PaymentFilter filter = read_page_filter(query, call);
  query.finish();
  if (query.problem()) co_return refuse(*query.problem(), call.request);
  filter.status = PaymentStatus::in_review;
  auto page = co_await services.store.list_payments(std::move(filter));
  if (!page.ok()) co_return store_away(call.request);
  co_return page_response(*page);
}

Task<HttpResponse> post_review_approval(Services& services, Call& call) {
  co_return co_await decide(services, call, true);
}

Task<HttpResponse> post_review_rejection(Services& services, Call& call) {
  co_return co_await decide(services, call, false);
}

}  // namespace tollgate::http
