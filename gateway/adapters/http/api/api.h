// Api: the open API over the use cases. Every request runs as one coroutine on the gateway's
// executor: authenticate, read, call the use case, word the answer. Routes are added once; then
// safe from any thread.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <functional>
#include <memory>
#include <string>

#include "gateway/adapters/http/api/authenticator.h"
#include "gateway/adapters/http/router.h"
#include "gateway/adapters/http/signature/response_signer.h"
#include "gateway/app/admission/admission.h"
#include "gateway/app/admission/rate_limits.h"
#include "gateway/app/notification_desk.h"
#include "gateway/app/request_guard.h"
#include "gateway/app/webhooks/webhook_services.h"

namespace tollgate::http {

// Signs answers for clients that send Accept-Signature.
struct AnswerSigner {
  SigningKey key;
  std::string key_id;
  PublicUrl public_url;
  std::string jwks;  // the public half, for /.well-known/jwks.json
};

struct ApiOptions {
  boost::asio::any_io_executor executor;
  std::function<std::string()> metrics;               // the whole page, Prometheus text
  std::function<Status()> ready;                      // why requests would fail now, if they would
  std::shared_ptr<const AnswerSigner> answer_signer;  // null: answers are not signed
  WebhookServices* webhooks = nullptr;                // null: no routes of webhooks and events
  NotificationDesk* notifications = nullptr;          // null: channels cannot tell us anything
  Admission* admission = nullptr;                     // null: nothing is refused for overload
  RateLimits* rate_limits = nullptr;                  // null: a key may ask as often as it likes
};

// One authenticated request on its way through an endpoint; lives as long as the coroutine.
struct Call {
  const HttpRequest& request;
  const PathParameters& path;
  Principal principal;
  RequestContext context;  // guards of an unsafe request; context.mode always
};

using Endpoint = std::function<Task<HttpResponse>(Services&, Call&)>;

using DirectedEndpoint = Task<HttpResponse> (*)(Services&, Call&, PaymentDirection);

enum class Idempotency { none, required, optional };

class Api {
 public:
  Api(Services& services, Authenticator& authenticator, KeyCache& keys, ApiOptions options);

  void add_routes(Router& router);

 private:
  void add_webhook_routes(Router& router);
  void add_directed(Router& router, const std::string& path, PaymentDirection direction);
  void add(Router& router, std::string_view method, std::string_view pattern, Urgency urgency,
           Idempotency idempotency, Endpoint endpoint);
  void start(HttpRequest request, PathParameters path, Responder responder, Idempotency idempotency,
             std::shared_ptr<const Endpoint> endpoint);
  Task<HttpResponse> run(const HttpRequest& request, const PathParameters& path,
                         Idempotency idempotency, const Endpoint& endpoint);
  Task<HttpResponse> serve(const HttpRequest& request, const PathParameters& path,
                           const Principal& principal, Idempotency idempotency,
                           const Endpoint& endpoint);
  void add_notify(Router& router);
  std::optional<Duration> refuse_for_overload(Urgency urgency);
  Task<AuthenticationResult> authenticate(const HttpRequest& request);
  void sign(HttpResponse& response, const HttpRequest& request) const;

  Services& services_;
  Authenticator& authenticator_;
  KeyCache& keys_;
  const ApiOptions options_;
};

// The endpoints, one function each; api.cc lists their routes.
Task<HttpResponse> post_card_token(Services& services, Call& call);
Task<HttpResponse> get_payment_method(Services& services, Call& call);
Task<HttpResponse> post_fx_quote(Services& services, Call& call);
Task<HttpResponse> get_fx_quote(Services& services, Call& call);
Task<HttpResponse> post_payment(Services& services, Call& call);
Task<HttpResponse> post_capture(Services& services, Call& call);
Task<HttpResponse> post_payout(Services& services, Call& call);
Task<HttpResponse> list_reviews(Services& services, Call& call);
Task<HttpResponse> post_review_approval(Services& services, Call& call);
Task<HttpResponse> post_review_rejection(Services& services, Call& call);
Task<HttpResponse> post_refund(Services& services, Call& call);
Task<HttpResponse> get_refund(Services& services, Call& call);
Task<HttpResponse> list_refunds(Services& services, Call& call);

// Those that payments and payouts have alike.
Task<HttpResponse> get_payment(Services& services, Call& call, PaymentDirection direction);
Task<HttpResponse> list_payments(Services& services, Call& call, PaymentDirection direction);
Task<HttpResponse> post_cancel(Services& services, Call& call, PaymentDirection direction);
Task<HttpResponse> post_sync(Services& services, Call& call, PaymentDirection direction);
Task<HttpResponse> list_operations(Services& services, Call& call, PaymentDirection direction);
Task<HttpResponse> list_events(Services& services, Call& call, PaymentDirection direction);

// Those of webhooks; webhook_routes.cc lists their routes.
Task<HttpResponse> post_webhook_endpoint(Services& services, WebhookServices& webhooks, Call& call);
Task<HttpResponse> list_webhook_endpoints(WebhookServices& webhooks, Call& call);
Task<HttpResponse> get_webhook_endpoint(WebhookServices& webhooks, Call& call);
Task<HttpResponse> patch_webhook_endpoint(Services& services, WebhookServices& webhooks,
                                          Call& call);
Task<HttpResponse> delete_webhook_endpoint(Services& services, WebhookServices& webhooks,
                                           Call& call);
Task<HttpResponse> post_rotate_secret(Services& services, WebhookServices& webhooks, Call& call);
Task<HttpResponse> post_test_webhook(Services& services, WebhookServices& webhooks, Call& call);
Task<HttpResponse> post_replay_events(Services& services, WebhookServices& webhooks, Call& call);
Task<HttpResponse> list_webhook_deliveries(WebhookServices& webhooks, Call& call);
Task<HttpResponse> get_webhook_delivery(WebhookServices& webhooks, Call& call);
Task<HttpResponse> post_replay_delivery(Services& services, WebhookServices& webhooks, Call& call);
Task<HttpResponse> list_merchant_events(WebhookServices& webhooks, Call& call);

}  // namespace tollgate::http
