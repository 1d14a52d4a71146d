// Endpoints and their secrets. Tests and replays: send_again.cc.
#include "gateway/app/webhooks/manage_endpoints.h"

#include "gateway/app/webhooks/event_types.h"
#include "gateway/app/webhooks/sealed_answer.h"
#include "gateway/app/webhooks/signature.h"
#include "gateway/app/webhooks/webhook_json.h"
#include "gateway/app/webhooks/webhook_request.h"

namespace tollgate {
namespace {

constexpr int kTriesMax = 3;  // when another change comes between

std::optional<Refusal> check_url(const std::string& url, Mode mode, const TargetPolicy& policy) {
  const auto target = parse_target_url(url, mode, policy);
  if (target.ok()) return std::nullopt;
  return webhook_refusal("parameter_invalid", target.error().message, "url");
}

std::optional<Refusal> check_types(const std::vector<std::string>& types) {
  std::string valid;
  for (const auto type : webhook_event_types()) valid.append(", ").append(type);
  const auto refuse = [&](const std::string& why) {
    return webhook_refusal("parameter_invalid", why + " Choose from: *" + valid + ".",
                           "enabled_events");
  };
  if (types.empty()) return refuse("enabled_events must name at least one type.");
  for (const auto& type : types)
    if (!is_webhook_event_type(type))
      return refuse("There are no events of the type " + type + ".");
  return std::nullopt;
}

// A new secret with the given number, sealed.
Result<WebhookSecret> new_secret(Services& services, const WebhookServices& webhooks,
                                 const WebhookEndpoint& endpoint, std::uint32_t number,
                                 Timestamp now) {
  WebhookSecret secret;
  secret.endpoint_id = endpoint.id;
  secret.merchant_id = endpoint.merchant_id;
  secret.number = number;
  secret.created_at = now;
  auto sealed = webhooks.seal_secret(secret, make_webhook_secret(services.random));
  if (!sealed.ok()) return sealed.error();
  secret.sealed = std::move(*sealed);
  return secret;
}

Refusal not_sealed() {
  return webhook_refusal("internal_error", "The secret could not be sealed.");
}

WebhookEndpoint make_endpoint(Services& services, const RequestContext& context,
                              CreateWebhookEndpoint command) {
  WebhookEndpoint endpoint;
  const Timestamp now = services.clock.now();
  endpoint.id = WebhookEndpointId::make(now, services.random);
  endpoint.merchant_id = command.merchant_id;
  endpoint.mode = context.mode;
  endpoint.url = std::move(command.url);
  endpoint.enabled_events = std::move(command.enabled_events);
  endpoint.description = std::move(command.description);
  endpoint.status = WebhookEndpointStatus::enabled;
  endpoint.version = 1;
  endpoint.enabled_at = endpoint.created_at = endpoint.updated_at = now;
  return endpoint;
}

void apply(const UpdateWebhookEndpoint& command, WebhookEndpoint& endpoint, Timestamp now) {
  if (command.url) endpoint.url = *command.url;
  if (command.enabled_events) endpoint.enabled_events = *command.enabled_events;
  if (command.description) endpoint.description = *command.description;
  if (command.status && *command.status != endpoint.status) {
    endpoint.status = *command.status;
    const bool enabled = endpoint.status == WebhookEndpointStatus::enabled;
    endpoint.disabled_reason = enabled ? "" : "by_merchant";
    if (enabled) endpoint.enabled_at = now;
  }
  ++endpoint.version;
  endpoint.updated_at = now;
}

std::string deleted_json(const WebhookEndpoint& endpoint) {
  JsonWriter json;
  json.begin_object()
      .member("id", endpoint.id.str())
      .member("object", "webhook_endpoint")
      .member("deleted", true)
      .end_object();
  return json.take();
}

}  // namespace

Task<Reply> create_webhook_endpoint(Services& services, WebhookServices& webhooks,
                                    const RequestContext& context, CreateWebhookEndpoint command) {
  WebhookRequest request(services, webhooks, context);
  if (auto replay = co_await request.replay_if_seen()) co_return std::move(*replay);
  if (auto refusal = check_url(command.url, context.mode, webhooks.policy))
    co_return co_await request.refuse(std::move(*refusal));
  if (auto refusal = check_types(command.enabled_events))
    co_return co_await request.refuse(std::move(*refusal));
  auto others = co_await webhooks.store.list_endpoints(command.merchant_id, context.mode);
  if (!others.ok()) co_return co_await request.unavailable();
  if (others->size() >= kWebhookEndpointsMax) {
    Refusal full = webhook_refusal("quota_exceeded",
                                   "There are 16 webhook endpoints, the most there can be. Delete "
                                   "one, or change one with PATCH.");
    co_return co_await request.refuse(std::move(full));
  }
  WebhookChange change;
  change.new_endpoint = make_endpoint(services, context, std::move(command));
  auto secret =
      new_secret(services, webhooks, *change.new_endpoint, 1, change.new_endpoint->created_at);
  if (!secret.ok()) {
    Refusal refusal = not_sealed();
    co_return co_await request.refuse(std::move(refusal));
  }
  change.secrets = {*secret};
  std::string body = to_json(*change.new_endpoint, change.secrets, sealed_placeholder(*secret));
  auto reply = co_await request.commit(std::move(change), 201, std::move(body));
  if (!reply) co_return co_await request.changed_meanwhile();
  co_return std::move(*reply);
}

Task<Reply> update_webhook_endpoint(Services& services, WebhookServices& webhooks,
                                    const RequestContext& context, UpdateWebhookEndpoint command) {
  WebhookRequest request(services, webhooks, context);
  if (auto replay = co_await request.replay_if_seen()) co_return std::move(*replay);
  if (command.url) {
    if (auto refusal = check_url(*command.url, context.mode, webhooks.policy))
      co_return co_await request.refuse(std::move(*refusal));
  }
  if (command.enabled_events) {
    if (auto refusal = check_types(*command.enabled_events))
      co_return co_await request.refuse(std::move(*refusal));
  }
  for (int tries = 0; tries < kTriesMax; ++tries) {
    auto found =
        co_await webhooks.store.find_endpoint(command.merchant_id, context.mode, command.id);
    if (!found.ok()) co_return co_await request.unavailable();
    if (!found->has_value()) co_return co_await request.not_found("webhook endpoint");
    auto secrets = co_await webhooks.store.list_secrets(command.id);
    if (!secrets.ok()) co_return co_await request.unavailable();
    WebhookChange change;
    change.changed_endpoint = std::move(**found);
    apply(command, *change.changed_endpoint, services.clock.now());
    const bool deleted = change.changed_endpoint->status == WebhookEndpointStatus::deleted;
    std::string body = deleted ? deleted_json(*change.changed_endpoint)
                               : to_json(*change.changed_endpoint, *secrets);
    auto reply = co_await request.commit(std::move(change), 200, std::move(body));
    if (reply) co_return std::move(*reply);
  }
  co_return co_await request.changed_meanwhile();
}

Task<Reply> rotate_webhook_secret(Services& services, WebhookServices& webhooks,
                                  const RequestContext& context, RotateWebhookSecret command) {
  WebhookRequest request(services, webhooks, context);
  if (auto replay = co_await request.replay_if_seen()) co_return std::move(*replay);
  for (int tries = 0; tries < kTriesMax; ++tries) {
    auto found =
        co_await webhooks.store.find_endpoint(command.merchant_id, context.mode, command.id);
    if (!found.ok()) co_return co_await request.unavailable();
    if (!found->has_value()) co_return co_await request.not_found("webhook endpoint");
    auto active = co_await webhooks.store.list_secrets(command.id);
    if (!active.ok() || active->empty()) co_return co_await request.unavailable();
    const Timestamp now = services.clock.now();
    WebhookChange change;
    change.changed_endpoint = std::move(**found);
    ++change.changed_endpoint->version;  // two rotations at once must not both win
    change.changed_endpoint->updated_at = now;
    auto secret =
        new_secret(services, webhooks, *change.changed_endpoint, active->front().number + 1, now);
    if (!secret.ok()) {
      Refusal refusal = not_sealed();
      co_return co_await request.refuse(std::move(refusal));
    }
    // The current one becomes the former; one that was the former ends now.
    for (auto& former : *active) {
      const bool was_current = !former.expires_at;
      former.expires_at = was_current ? now + command.former_lifetime : now;
    }
    change.secrets = std::move(*active);
    std::vector<WebhookSecret> shown = {*secret};
    if (command.former_lifetime.count() > 0) shown.push_back(change.secrets.front());
    change.secrets.push_back(*secret);
    std::string body = to_json(*change.changed_endpoint, shown, sealed_placeholder(*secret));
    auto reply = co_await request.commit(std::move(change), 200, std::move(body));
    if (reply) co_return std::move(*reply);
  }
  co_return co_await request.changed_meanwhile();
}

}  // namespace tollgate
