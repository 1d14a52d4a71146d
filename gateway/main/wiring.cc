#include "gateway/main/wiring.h"

#include <fmt/format.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <fstream>

#include "gateway/base/failpoint.h"
#include "gateway/base/log.h"
#include "gateway/main/components.h"
#include "gateway/main/housekeeping.h"
#include "gateway/main/metrics.h"
#include "gateway/main/wiring_parts.h"

namespace tollgate {
namespace {

constexpr auto kRelayFlush = std::chrono::milliseconds(2000);

}  // namespace

Wiring::Wiring(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Wiring::~Wiring() { drain_and_stop(); }

Result<std::unique_ptr<Wiring>> Wiring::create(Config config) {
  std::unique_ptr<Wiring> wiring(new Wiring(std::make_unique<Parts>(std::move(config))));
  Parts& parts = *wiring->parts_;
  auto ring = open_key_ring(parts.config);
  if (!ring.ok()) return ring.error();
  parts.api_secrets = std::make_unique<ApiSecrets>(*ring, parts.random);
  parts.vault = std::make_unique<vault::SealedCardVault>(*ring, parts.random);
  parts.record_vault = std::make_unique<vault::SealedRecordVault>(*ring, parts.random);
  const Status risk = parts.make_risk();
  if (!risk.ok()) return risk.error();
  const Status channels = parts.make_channels(*ring);
  if (!channels.ok()) return channels.error();
  const Status database = parts.make_database_side(*ring);
  if (!database.ok()) return database.error();
  failpoint("start_database_ready");
  parts.make_use_cases();
  parts.make_limits();
  const Status api = parts.make_api(*wiring);
  if (!api.ok()) return api.error();
  return wiring;
}

Result<std::uint16_t> Wiring::start() {
  Parts& parts = *parts_;
  parts.work.emplace(parts.io.get_executor());
  for (std::uint32_t i = 0; i < parts.config.server.worker_threads; ++i)
    parts.workers.emplace_back([&parts] { parts.io.run(); });
  boost::asio::co_spawn(parts.io, parts.resolver->run(), boost::asio::detached);
  boost::asio::co_spawn(parts.io, keep_house(*parts.store, *parts.services, parts.stopping),
                        boost::asio::detached);
  boost::asio::co_spawn(parts.io, parts.notification_desk->run(), boost::asio::detached);
  boost::asio::co_spawn(
      parts.io,
      keep_notifications(*parts.notifications, *parts.services,
                         std::chrono::hours(24) * parts.config.notifications.keep_days,
                         parts.stopping),
      boost::asio::detached);
  if (parts.webhooks)
    boost::asio::co_spawn(
        parts.io,
        keep_webhooks(parts.webhooks->store(), *parts.services,
                      std::chrono::hours(24) * parts.config.webhooks.keep_days, parts.stopping),
        boost::asio::detached);
  boost::asio::co_spawn(parts.io, parts.open_work->run(), boost::asio::detached);
  auto port = parts.edge->start();
  if (!port.ok()) return port;
  parts.serving = true;
  failpoint("start_listening");
  if (!parts.config.server.port_file.empty()) {
    // Written whole under another name first: a reader never sees half a number.
    const auto file = resolve_path(parts.config, parts.config.server.port_file);
    const std::string part = file.string() + ".part";
    std::ofstream(part) << *port << "\n";
    std::error_code failed;
    std::filesystem::rename(part, file, failed);
    if (failed)
      return Error{ErrorCode::unavailable, fmt::format("{} cannot be written.", file.string()),
                   "Set server.port_file to a file in a folder that exists."};
  }
  return port;
}

bool Wiring::drain_and_stop() {
  Parts& parts = *parts_;
  if (parts.stopping.exchange(true)) return true;
  bool answered = true;
  failpoint("drain_begun");
  if (parts.edge) {
    // ready() says no by now.
    parts.edge->announce_drain();
    if (parts.serving)
      std::this_thread::sleep_for(std::chrono::milliseconds(parts.config.server.drain_delay_ms));
    parts.edge->begin_drain();
    answered =
        parts.edge->wait_drained(std::chrono::steady_clock::now() +
                                 std::chrono::milliseconds(parts.config.server.drain_timeout_ms));
    parts.edge->stop();
  }
  failpoint("drain_edge_stopped");
  if (parts.resolver) parts.resolver->stop();
  if (parts.notification_desk) parts.notification_desk->stop();
  if (parts.channels) parts.channels->stop(std::chrono::milliseconds(1000));
  if (parts.store) parts.store->stop();
  failpoint("drain_store_stopped");
  if (parts.webhooks) parts.webhooks->stop();
  if (parts.notifications) parts.notifications->stop();
  parts.work.reset();
  parts.io.stop();
  for (auto& worker : parts.workers) worker.join();
  parts.workers.clear();
  if (parts.relay) parts.relay->stop(kRelayFlush);
  if (parts.velocity) parts.velocity->stop();
  failpoint("drain_relay_stopped");
  if (parts.keys) parts.keys->stop();
  if (parts.database) parts.database->stop();
  return answered;
}

Result<std::size_t> Wiring::reload_channels(const Config& config) {
  const auto reload = [&]() -> Result<std::size_t> {
    auto policy = plugin_policy(config);
    if (!policy.ok()) return policy.error();
    auto accounts = channel_accounts(config);
    if (!accounts.ok()) return accounts.error();
    return parts_->channels->reload(std::move(*policy), std::move(*accounts));
  };
  auto changed = reload();
  ++(changed.ok() ? parts_->reloads : parts_->reloads_refused);
  return changed;
}

std::string Wiring::metrics() const {
  MetricsPage page;
  add_metrics(page, parts_->edge->stats());
  add_metrics(page, parts_->admission->stats());
  page.metric("tollgate_rate_limited_total", "counter", "Requests over their API key's rate.")
      .sample(parts_->rate_limits ? parts_->rate_limits->refused_count() : 0);
  add_metrics(page, parts_->store->statistics());
  add_metrics(page, parts_->channels->stats());
  page.metric("tollgate_channel_reloads_total", "counter", "Reloads of channels (SIGHUP).")
      .sample(parts_->reloads, {{"result", "done"}})
      .sample(parts_->reloads_refused, {{"result", "refused"}});
  add_metrics(page, parts_->channel_router->stats());
  add_metrics(page, parts_->risk->counters());
  page.metric("tollgate_risk_attempts_refilled_total", "counter", "Past attempts counted again.")
      .sample(parts_->velocity->refilled_count())
      .metric("tollgate_risk_attempts_fed_total", "counter", "Attempts on other nodes counted.")
      .sample(parts_->velocity->fed_count());
  std::map<std::string, bool> leads;
  if (parts_->relay) {
    const KafkaRelayStats relay = parts_->relay->stats();
    add_metrics(page, relay);
    leads[KafkaOptions().follower] = relay.leads;
  }
  if (parts_->webhooks) {
    parts_->webhooks->add_metrics(page);
    leads[webhook::FollowerOptions().follower] = parts_->webhooks->leads();
  }
  add_follower_metrics(page, leads);
  page.metric("tollgate_operations_resolved_total", "counter", "Unknown outcomes settled.")
      .sample(parts_->resolver->resolved_count())
      .metric("tollgate_operations_parked_total", "counter", "Operations that need a person.")
      .sample(parts_->resolver->parked_count());
  add_metrics(page, parts_->notification_desk->stats());
  add_metrics(page, parts_->open_work->now());
  add_process_metrics(page);
  return page.take();
}

Status Wiring::ready() const {
  if (parts_->stopping) return Error{ErrorCode::unavailable, "The gateway is stopping.", ""};
  Status database = parts_->database->status();
  if (database.ok() && parts_->keys->generation() == 0)
    return Error{ErrorCode::unavailable, "The API keys have not been read yet.", ""};
  return database;
}

}  // namespace tollgate
