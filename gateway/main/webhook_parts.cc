#include "gateway/main/webhook_parts.h"

#include <algorithm>

#include "gateway/adapters/vault/envelope.h"
#include "gateway/app/cloud_event.h"
#include "gateway/main/components.h"

namespace tollgate {
namespace {

constexpr std::size_t kStoreThreads = 2;
constexpr std::size_t kStoreQueue = 1024;
constexpr auto kFinishAttempts = std::chrono::milliseconds(2000);  // at the end

webhook::FollowerOptions follower_options() {
  webhook::FollowerOptions options;
  options.node = node_name();
  return options;
}

}  // namespace

WebhookParts::WebhookParts(const Config& config, const mysql::ConnectionOptions& connection,
                           vault::KeyRing ring, Clock& clock, Random& random)
    : ring_(std::move(ring)),
      random_(random),
      store_(connection, kStoreThreads, kStoreQueue),
      dispatcher_queue_(connection),
      follower_queue_(connection),
      source_(connection),
      dispatcher_(dispatcher_options(config.webhooks), dispatcher_queue_, clock, random),
      follower_(follower_options(), source_, follower_queue_, [this] { dispatcher_.notify(); }),
      services_{
          store_, TargetPolicy{config.webhooks.allow_loopback},
          [this](const WebhookSecret& secret, const Secret& text) { return seal(secret, text); },
          [this](const WebhookSecret& secret) { return open(secret); },
          [this] { dispatcher_.notify(); }} {}

webhook::DispatcherOptions WebhookParts::dispatcher_options(const WebhooksConfig& config) {
  webhook::DispatcherOptions options;
  options.in_flight_max = config.in_flight_max;
  options.endpoint_in_flight_max = config.endpoint_in_flight_max;
  options.source = kEventSource;
  options.open_secret = [this](const WebhookSecret& secret) { return open(secret); };
  options.sender.policy.allow_loopback = config.allow_loopback;
  return options;
}

Result<std::string> WebhookParts::seal(const WebhookSecret& secret, const Secret& text) {
  const std::string id = secret.endpoint_id.str();
  const std::string merchant = secret.merchant_id.str();
  const std::string field = "webhook_secret:" + std::to_string(secret.number);
  auto record = vault::seal(text, vault::RecordBinding{id, merchant, field}, ring_, random_);
  if (!record.ok()) return record.error();
  return std::move(record->bytes);
}

Result<Secret> WebhookParts::open(const WebhookSecret& secret) const {
  const std::string id = secret.endpoint_id.str();
  const std::string merchant = secret.merchant_id.str();
  const std::string field = "webhook_secret:" + std::to_string(secret.number);
  return vault::open(vault::SealedRecord{secret.sealed}, vault::RecordBinding{id, merchant, field},
                     ring_);
}

void WebhookParts::stop() {
  follower_.stop();
  dispatcher_.stop(kFinishAttempts);
  store_.stop();
}

void WebhookParts::add_metrics(MetricsPage& page) const {
  const webhook::DispatcherStats sent = dispatcher_.stats();
  const webhook::FollowerStats made = follower_.stats();
  const auto seconds = std::chrono::floor<std::chrono::seconds>(sent.backlog.oldest).count();
  page.metric("tollgate_webhook_attempts_total", "counter", "Attempts by what became of them.")
      .sample(sent.delivered, {{"result", "delivered"}})
      .sample(sent.failed, {{"result", "failed"}})
      .sample(sent.given_up, {{"result", "given_up"}})
      .sample(sent.gone, {{"result", "gone"}})
      .metric("tollgate_webhook_address_refused_total", "counter",
              "Attempts that led to an address that is not public.")
      .sample(sent.address_refused)
      .metric("tollgate_webhook_in_flight", "gauge", "Attempts under way.")
      .sample(sent.in_flight)
      .metric("tollgate_webhook_due", "gauge", "Deliveries that are due, of all gateways.")
      .sample(sent.backlog.due)
      .metric("tollgate_webhook_oldest_due_seconds", "gauge", "How long the oldest has been due.")
      .sample(static_cast<std::uint64_t>(std::max<std::int64_t>(seconds, 0)))
      .metric("tollgate_webhook_deliveries_made_total", "counter", "Deliveries made of events.")
      .sample(made.expanded)
      .metric("tollgate_webhook_event_lag", "gauge", "Events not yet looked at for webhooks.")
      .sample(made.lag);
}

}  // namespace tollgate
