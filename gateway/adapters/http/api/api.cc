#include "gateway/adapters/http/api/api.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include "gateway/adapters/http/api/answers.h"
#include "gateway/adapters/http/api/error_page.h"
#include "gateway/adapters/http/api/idempotency.h"
#include "gateway/adapters/http/api/limit_answers.h"
#include "gateway/adapters/http/api/notify_endpoint.h"
#include "gateway/base/failpoint.h"
#include "gateway/base/log.h"

namespace tollgate::http {
namespace {

// How long a request waits for a key that was made a moment ago.
constexpr Duration kNewKeyPatience = std::chrono::milliseconds(500);
constexpr Duration kNewKeyStep = std::chrono::milliseconds(20);

HttpResponse text_response(int status, std::string body) {
  HttpResponse response = json_response(status, std::move(body));
  response.content_type = "text/plain; charset=utf-8";
  return response;
}

bool is_unknown_key(const AuthenticationResult& who) {
  const auto* problem = std::get_if<Problem>(&who);
  return problem != nullptr && problem->code == "key_unknown";
}

}  // namespace

Api::Api(Services& services, Authenticator& authenticator, KeyCache& keys, ApiOptions options)
    : services_(services),
      authenticator_(authenticator),
      keys_(keys),
      options_(std::move(options)) {}

void Api::add_routes(Router& router) {
  using enum Idempotency;
  using enum Urgency;
  add(router, "POST", "/v1/card_tokens", begins, optional, post_card_token);
  add(router, "GET", "/v1/payment_methods/{id}", can_wait, none, get_payment_method);
  add(router, "POST", "/v1/fx_quotes", begins, optional, post_fx_quote);
  add(router, "GET", "/v1/fx_quotes/{id}", can_wait, none, get_fx_quote);
  add(router, "POST", "/v1/payments", begins, required, post_payment);
  add(router, "POST", "/v1/payments/{id}/capture", completes, required, post_capture);
  add(router, "POST", "/v1/payouts", begins, required, post_payout);
  add_directed(router, "/v1/payments", PaymentDirection::payment);
  add_directed(router, "/v1/payouts", PaymentDirection::payout);
  add(router, "GET", "/v1/risk/reviews", can_wait, none, list_reviews);
  add(router, "POST", "/v1/risk/reviews/{id}/approve", completes, required, post_review_approval);
  add(router, "POST", "/v1/risk/reviews/{id}/reject", completes, required, post_review_rejection);
  add(router, "POST", "/v1/refunds", completes, required, post_refund);
  add(router, "GET", "/v1/refunds", can_wait, none, list_refunds);
  add(router, "GET", "/v1/refunds/{id}", can_wait, none, get_refund);
  if (options_.webhooks != nullptr) add_webhook_routes(router);

  if (options_.notifications != nullptr) add_notify(router);
  router.add("GET", "/healthz", [](const HttpRequest&, const PathParameters&, Responder responder) {
    responder.send(text_response(200, "ok\n"));
  });
  router.add("GET", "/readyz",
             [this](const HttpRequest&, const PathParameters&, Responder responder) {
               const Status ready = options_.ready();
               responder.send(ready.ok() ? text_response(200, "ready\n")
                                         : text_response(503, ready.error().message + "\n"));
             });
  router.add("GET", "/docs/errors",
             [](const HttpRequest&, const PathParameters&, Responder responder) {
               HttpResponse page = json_response(200, error_page());
               page.content_type = "text/html; charset=utf-8";
               responder.send(std::move(page));
             });
  if (options_.answer_signer)
    router.add("GET", "/.well-known/jwks.json",
               [this](const HttpRequest&, const PathParameters&, Responder responder) {
                 responder.send(json_response(200, options_.answer_signer->jwks));
               });
  router.add("GET", "/metrics",
             [this](const HttpRequest&, const PathParameters&, Responder responder) {
               HttpResponse page = text_response(200, options_.metrics());
               page.content_type = "text/plain; version=0.0.4; charset=utf-8";
               responder.send(std::move(page));
             });
}

void Api::add_directed(Router& router, const std::string& path, PaymentDirection direction) {
  using enum Idempotency;
  using enum Urgency;
  const auto of = [direction](DirectedEndpoint endpoint) -> Endpoint {
    return [=](Services& services, Call& call) { return endpoint(services, call, direction); };
  };
  add(router, "GET", path, can_wait, none, of(list_payments));
  add(router, "GET", path + "/{id}", can_wait, none, of(get_payment));
  add(router, "POST", path + "/{id}/cancel", completes, required, of(post_cancel));
  add(router, "POST", path + "/{id}/sync", completes, optional, of(post_sync));
  add(router, "GET", path + "/{id}/operations", can_wait, none, of(list_operations));
  add(router, "GET", path + "/{id}/events", can_wait, none, of(list_events));
}

void Api::add(Router& router, std::string_view method, std::string_view pattern, Urgency urgency,
              Idempotency idempotency, Endpoint endpoint) {
  auto shared = std::make_shared<const Endpoint>(std::move(endpoint));
  router.add(method, pattern,
             [this, urgency, idempotency, shared](HttpRequest request, PathParameters path,
                                                  Responder responder) {
               // Here, before anything is spent on it: a refusal must not wait for what is
               // overloaded.
               if (const auto wait = refuse_for_overload(urgency)) {
                 wipe(request.body.data(), request.body.size());
                 responder.send(overloaded(request, *wait, options_.admission->retry_after_s()));
                 return;
               }
               start(std::move(request), std::move(path), std::move(responder), idempotency,
                     shared);
             });
}

void Api::start(HttpRequest request, PathParameters path, Responder responder,
                Idempotency idempotency, std::shared_ptr<const Endpoint> endpoint) {
  // The frame of this coroutine owns the request, so that everything below may refer to it.
  boost::asio::co_spawn(
      options_.executor,
      [this, idempotency, endpoint = std::move(endpoint), request = std::move(request),
       path = std::move(path), responder = std::move(responder)]() mutable -> Task<void> {
        HttpResponse response = co_await run(request, path, idempotency, *endpoint);
        failpoint("api_answer_made");
        sign(response, request);
        wipe(request.body.data(), request.body.size());  // it may hold a card number
        responder.send(std::move(response));
      },
      boost::asio::detached);
}

std::optional<Duration> Api::refuse_for_overload(Urgency urgency) {
  return options_.admission == nullptr ? std::nullopt : options_.admission->refuse(urgency);
}

void Api::add_notify(Router& router) {
  router.add("POST", "/v1/notify/{channel}/{channel_account}",
             [this](HttpRequest request, PathParameters path, Responder responder) {
               boost::asio::co_spawn(
                   options_.executor,
                   [this, request = std::move(request), path = std::move(path),
                    responder = std::move(responder)]() mutable -> Task<void> {
                     Receipt receipt = co_await options_.notifications->receive(
                         path["channel"], path["channel_account"], raw_notification(request));
                     HttpResponse response = to_response(std::move(receipt), request);
                     wipe(request.body.data(), request.body.size());  // it may hold card data
                     responder.send(std::move(response));
                   },
                   boost::asio::detached);
             });
}

Task<AuthenticationResult> Api::authenticate(const HttpRequest& request) {
  AuthenticationResult who = authenticator_.authenticate(request);
  if (!is_unknown_key(who)) co_return who;
  // A key made a moment ago, by another process, may not be in the cache yet.
  const auto wanted = keys_.request_refresh();
  const Timestamp give_up = services_.clock.now() + kNewKeyPatience;
  while (is_unknown_key(who) && keys_.generation() < wanted && services_.clock.now() < give_up) {
    co_await services_.sleep(kNewKeyStep);
    who = authenticator_.authenticate(request);
  }
  co_return who;
}

Task<HttpResponse> Api::run(const HttpRequest& request, const PathParameters& path,
                            Idempotency idempotency, const Endpoint& endpoint) {
  // Nobody can be told apart before the keys were read once: that is our trouble, not a 401.
  if (keys_.generation() == 0) co_return store_away(request);
  AuthenticationResult who = co_await authenticate(request);
  if (auto* problem = std::get_if<Problem>(&who)) co_return refuse(std::move(*problem), request);
  const auto& principal = std::get<Principal>(who);
  if (options_.rate_limits == nullptr)
    co_return co_await serve(request, path, principal, idempotency, endpoint);
  const RateStanding standing =
      options_.rate_limits->count(principal.key_id, services_.clock.now());
  // No `?:` here: GCC 12 destroys the result of a co_await in one of its branches twice.
  HttpResponse response;
  if (standing.is_within)
    response = co_await serve(request, path, principal, idempotency, endpoint);
  else
    response = rate_limited(request, standing);
  add_rate_fields(response, options_.rate_limits->limit(), standing);
  co_return response;
}

Task<HttpResponse> Api::serve(const HttpRequest& request, const PathParameters& path,
                              const Principal& principal, Idempotency idempotency,
                              const Endpoint& endpoint) {
  Call call{request, path, principal, RequestContext{}};
  call.context.mode = call.principal.mode;
  call.context.render = [&request](const Answer& answer) {
    return render_answer(answer, request.request_id);
  };
  if (!is_safe_method(request.method)) {
    auto record = make_request_record(request, call.principal, idempotency == Idempotency::required,
                                      services_.vault, services_.clock.now());
    if (auto* problem = std::get_if<Problem>(&record))
      co_return refuse(std::move(*problem), request);
    failpoint("api_authenticated");
    call.context.record = std::move(std::get<RequestRecord>(record));
  }
  co_return co_await endpoint(services_, call);
}

void Api::sign(HttpResponse& response, const HttpRequest& request) const {
  if (!options_.answer_signer) return;
  const auto asked = accepted_signature(request);
  if (!asked) return;
  const AnswerSigner& signer = *options_.answer_signer;
  SignatureParams params;
  params.label = asked->label;
  params.nonce = asked->nonce;
  params.key_id = signer.key_id;
  params.created = services_.clock.now();
  const Status done = sign_response(response, request, signer.key, params, signer.public_url);
  if (!done.ok())
    log_warning("an answer could not be signed",
                {{"request_id", request.request_id}, {"why", done.error().message}});
}

}  // namespace tollgate::http
