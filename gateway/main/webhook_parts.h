// WebhookParts: everything that webhooks need of a gateway, made from its configuration: the store
// behind the open API, the follower that makes deliveries and the dispatcher that sends them. Safe
// from any thread once made.
#pragma once

#include "gateway/adapters/mysql/event_source.h"
#include "gateway/adapters/mysql/webhook_queue.h"
#include "gateway/adapters/mysql/webhook_store.h"
#include "gateway/adapters/vault/key_ring.h"
#include "gateway/adapters/webhook/dispatcher.h"
#include "gateway/adapters/webhook/follower.h"
#include "gateway/app/webhooks/webhook_services.h"
#include "gateway/main/config.h"
#include "gateway/main/metrics_page.h"

namespace tollgate {

class WebhookParts {
 public:
  // Starts the threads; does not wait for the database.
  WebhookParts(const Config& config, const mysql::ConnectionOptions& connection,
               vault::KeyRing ring, Clock& clock, Random& random);
  ~WebhookParts() { stop(); }
  WebhookParts(const WebhookParts&) = delete;
  WebhookParts& operator=(const WebhookParts&) = delete;

  WebhookServices& services() { return services_; }
  mysql::MySqlWebhookStore& store() { return store_; }
  void notify() { follower_.notify(); }  // events were committed
  void stop();                           // afterwards the store answers `unavailable`
  void add_metrics(MetricsPage& page) const;
  bool leads() const { return follower_.stats().leads; }  // makes the deliveries, of all gateways

 private:
  webhook::DispatcherOptions dispatcher_options(const WebhooksConfig& config);
  Result<std::string> seal(const WebhookSecret& secret, const Secret& text);
  Result<Secret> open(const WebhookSecret& secret) const;

  const vault::KeyRing ring_;
  Random& random_;
  mysql::MySqlWebhookStore store_;
  mysql::MySqlWebhookQueue dispatcher_queue_;
  mysql::MySqlWebhookQueue follower_queue_;
  mysql::MySqlEventSource source_;
  webhook::Dispatcher dispatcher_;
  webhook::Follower follower_;
  WebhookServices services_;
};

}  // namespace tollgate
