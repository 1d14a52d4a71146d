#include "gateway/adapters/http/api/answers.h"
#include "gateway/adapters/http/api/api.h"
#include "gateway/adapters/http/api/json_body.h"
#include "gateway/adapters/http/api/rfc3339.h"
#include "gateway/app/webhooks/manage_endpoints.h"
#include "gateway/app/webhooks/webhook_json.h"

namespace tollgate::http {
namespace {

constexpr std::size_t kTypesMax = 64;
constexpr std::size_t kTypeCharsMax = 64;
constexpr std::size_t kDescriptionCharsMax = 255;

Timestamp read_time(JsonBody& body, std::string_view name) {
  const std::string text = body.text(name, Presence::required, 40);
  const auto time = parse_rfc3339(text);
  if (!time && !text.empty())
    body.fail("parameter_invalid", name,
              std::string(name) + " must be a time in UTC: 2026-11-21T12:30:00Z.");
  return time.value_or(Timestamp{});
}

ReplayWebhookEvents read_replay(JsonBody& body) {
  ReplayWebhookEvents command;
  command.from = read_time(body, "from");
  command.to = read_time(body, "to");
  if (command.to <= command.from)
    body.fail("parameter_invalid", "to", "to must be later than from.");
  command.delivered_too = body.choice("deliveries", {"undelivered", "all"}) == "all";
  const std::string after = body.text("starting_after", Presence::optional, 64);
  command.starting_after = EventId::parse(after);
  if (!after.empty() && !command.starting_after)
    body.fail("parameter_invalid", "starting_after", "starting_after must be an evt_… id.");
  body.finish();
  return command;
}

UpdateWebhookEndpoint read_update(JsonBody& body) {
  UpdateWebhookEndpoint command;
  std::string url = body.text("url", Presence::optional, kTargetUrlBytesMax);
  if (body.has("url")) command.url = std::move(url);
  auto types = body.texts("enabled_events", Presence::optional, kTypesMax, kTypeCharsMax);
  if (body.has("enabled_events")) command.enabled_events = std::move(types);
  std::string description = body.text("description", Presence::optional, kDescriptionCharsMax);
  if (body.has("description")) command.description = std::move(description);
  const std::string status = body.text("status", Presence::optional, 16);
  if (status == "enabled")
    command.status = WebhookEndpointStatus::enabled;
  else if (status == "disabled")
    command.status = WebhookEndpointStatus::disabled;
  else if (body.has("status"))
    body.fail("parameter_invalid", "status", "status must be one of: enabled, disabled.");
  body.finish();
  return command;
}

// Reads the id of the path and an empty body; the problem, if there is one.
std::optional<HttpResponse> read_id(const Call& call, WebhookEndpointId& id) {
  JsonBody body(call.request);
  body.finish();
  if (body.problem()) return refuse(*body.problem(), call.request);
  const auto parsed = WebhookEndpointId::parse(call.path["id"]);
  if (!parsed) return not_found(call.request, "webhook endpoint");
  id = *parsed;
  return std::nullopt;
}

}  // namespace

Task<HttpResponse> post_webhook_endpoint(Services& services, WebhookServices& webhooks,
                                         Call& call) {
  JsonBody body(call.request);
  CreateWebhookEndpoint command;
  command.merchant_id = call.principal.merchant_id;
  command.url = body.text("url", Presence::required, kTargetUrlBytesMax);
  command.enabled_events =
      body.texts("enabled_events", Presence::required, kTypesMax, kTypeCharsMax);
  command.description = body.text("description", Presence::optional, kDescriptionCharsMax);
  body.finish();
  if (body.problem()) co_return refuse(*body.problem(), call.request);
  co_return to_response(
      co_await create_webhook_endpoint(services, webhooks, call.context, std::move(command)));
}

Task<HttpResponse> list_webhook_endpoints(WebhookServices& webhooks, Call& call) {
  auto endpoints =
      co_await webhooks.store.list_endpoints(call.principal.merchant_id, call.principal.mode);
  if (!endpoints.ok()) co_return store_away(call.request);
  JsonWriter json;
  json.begin_object().key("data").begin_array();
  for (const auto& endpoint : *endpoints) write_json(json, endpoint);
  json.end_array().member("has_more", false).key("next_cursor").null().end_object();
  co_return json_response(200, json.take());
}

Task<HttpResponse> get_webhook_endpoint(WebhookServices& webhooks, Call& call) {
  const auto id = WebhookEndpointId::parse(call.path["id"]);
  if (!id) co_return not_found(call.request, "webhook endpoint");
  auto endpoint =
      co_await webhooks.store.find_endpoint(call.principal.merchant_id, call.principal.mode, *id);
  if (!endpoint.ok()) co_return store_away(call.request);
  if (!endpoint->has_value()) co_return not_found(call.request, "webhook endpoint");
  auto secrets = co_await webhooks.store.list_secrets(*id);
  if (!secrets.ok()) co_return store_away(call.request);
  co_return json_response(200, to_json(**endpoint, *secrets));
}

Task<HttpResponse> patch_webhook_endpoint(Services& services, WebhookServices& webhooks,
                                          Call& call) {
  JsonBody body(call.request);
  UpdateWebhookEndpoint command = read_update(body);
  if (body.problem()) co_return refuse(*body.problem(), call.request);
  const auto id = WebhookEndpointId::parse(call.path["id"]);
  if (!id) co_return not_found(call.request, "webhook endpoint");
  command.merchant_id = call.principal.merchant_id;
  command.id = *id;
  co_return to_response(
      co_await update_webhook_endpoint(services, webhooks, call.context, std::move(command)));
}

Task<HttpResponse> delete_webhook_endpoint(Services& services, WebhookServices& webhooks,
                                           Call& call) {
  UpdateWebhookEndpoint command;
  if (auto problem = read_id(call, command.id)) co_return std::move(*problem);
  command.merchant_id = call.principal.merchant_id;
  command.status = WebhookEndpointStatus::deleted;
  co_return to_response(
      co_await update_webhook_endpoint(services, webhooks, call.context, std::move(command)));
}

Task<HttpResponse> post_rotate_secret(Services& services, WebhookServices& webhooks, Call& call) {
  JsonBody body(call.request);
  RotateWebhookSecret command;
  const auto lifetime = body.integer("former_secret_expires_in_s", Presence::optional, 0,
                                     kFormerSecretLifetimeMax.count());
  if (lifetime) command.former_lifetime = std::chrono::seconds(*lifetime);
  body.finish();
  if (body.problem()) co_return refuse(*body.problem(), call.request);
  const auto id = WebhookEndpointId::parse(call.path["id"]);
  if (!id) co_return not_found(call.request, "webhook endpoint");
  command.merchant_id = call.principal.merchant_id;
  command.id = *id;
  co_return to_response(co_await rotate_webhook_secret(services, webhooks, call.context, command));
}

Task<HttpResponse> post_test_webhook(Services& services, WebhookServices& webhooks, Call& call) {
  TestWebhookEndpoint command;
  if (auto problem = read_id(call, command.id)) co_return std::move(*problem);
  command.merchant_id = call.principal.merchant_id;
  co_return to_response(co_await test_webhook_endpoint(services, webhooks, call.context, command));
}

Task<HttpResponse> post_replay_events(Services& services, WebhookServices& webhooks, Call& call) {
  JsonBody body(call.request);
  ReplayWebhookEvents command = read_replay(body);
  if (body.problem()) co_return refuse(*body.problem(), call.request);
  const auto id = WebhookEndpointId::parse(call.path["id"]);
  if (!id) co_return not_found(call.request, "webhook endpoint");
  command.merchant_id = call.principal.merchant_id;
  command.id = *id;
  co_return to_response(co_await replay_webhook_events(services, webhooks, call.context, command));
}

}  // namespace tollgate::http
