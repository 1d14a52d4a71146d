#include "gateway/main/wiring.h"

#include <fmt/format.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fstream>
#include <thread>

#include "gateway/adapters/channel/channel_host.h"
#include "gateway/adapters/http/api/api.h"
#include "gateway/adapters/http/edge/edge.h"
#include "gateway/adapters/kafka/kafka_relay.h"
#include "gateway/adapters/lua/risk_engine.h"
#include "gateway/adapters/mysql/attempt_reader.h"
#include "gateway/adapters/mysql/directory.h"
#include "gateway/adapters/mysql/event_source.h"
#include "gateway/adapters/mysql/mysql_notification_store.h"
#include "gateway/adapters/mysql/mysql_store.h"
#include "gateway/adapters/mysql/sequence_blocks.h"
#include "gateway/adapters/vault/sealed_card_vault.h"
#include "gateway/adapters/vault/sealed_record_vault.h"
#include "gateway/app/admission/executor_delay.h"
#include "gateway/app/notification_desk.h"
#include "gateway/app/perform.h"
#include "gateway/app/resolver.h"
#include "gateway/app/routing/guarded_channels.h"
#include "gateway/base/failpoint.h"
#include "gateway/base/log.h"
#include "gateway/main/answer_signing.h"
#include "gateway/main/api_secrets.h"
#include "gateway/main/components.h"
#include "gateway/main/database_watch.h"
#include "gateway/main/housekeeping.h"
#include "gateway/main/metrics.h"
#include "gateway/main/open_work_watch.h"
#include "gateway/main/velocity_feed.h"
#include "gateway/main/webhook_parts.h"

namespace tollgate {
namespace {

constexpr std::size_t kRecentRequests = 100'000;  // 16 bytes each, about 6 MB with their index
constexpr std::size_t kSecurityCodes = 100'000;
constexpr Duration kSecurityCodeLifetime = std::chrono::minutes(15);
constexpr std::size_t kPaymentMethods = 20'000;  // about 700 bytes each
constexpr Duration kPaymentMethodLifetime = std::chrono::minutes(1);
constexpr auto kRelayFlush = std::chrono::milliseconds(2000);

Task<void> sleep_for(Duration duration) {
  boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor, duration);
  co_await timer.async_wait(boost::asio::use_awaitable);
}

Result<std::unique_ptr<lua::RiskEngine>> make_risk_engine(const Config& config) {
  if (config.risk.rules_directory.empty())
    return Error{ErrorCode::invalid_argument, "risk.rules_directory is not set.",
                 "Name a folder of .lua files; an empty one lets every payment pass."};
  auto bundle = lua::RuleBundle::load(resolve_path(config, config.risk.rules_directory));
  if (!bundle.ok()) return bundle.error();
  lua::RiskOptions options;
  options.programs_ready = config.server.worker_threads;
  return lua::RiskEngine::create(std::move(*bundle), options);
}

mysql::StoreOptions store_options(const Config& config, mysql::ConnectionOptions connection) {
  mysql::StoreOptions options;
  options.connection = std::move(connection);
  options.node_name = node_name();
  options.writers = config.database.writers;
  options.readers = config.database.readers;
  options.batch_changes = config.database.batch_max;
  options.queue_changes = config.database.queue_max;
  options.stream_lease = std::chrono::seconds(config.database.stream_lease_s);
  return options;
}

}  // namespace

// Everything, in the order in which it is made; destroyed in the opposite order.
struct Wiring::Parts {
  Config config;
  SystemClock clock;
  SystemRandom random;
  std::unique_ptr<ApiSecrets> api_secrets;
  std::unique_ptr<vault::SealedCardVault> vault;
  std::unique_ptr<vault::SealedRecordVault> record_vault;
  std::unique_ptr<lua::RiskEngine> risk;
  mysql::ConnectionOptions connection;
  std::unique_ptr<DatabaseWatch> database;
  std::unique_ptr<mysql::MySqlStore> store;
  std::unique_ptr<mysql::MySqlNotificationStore> notifications;
  std::unique_ptr<mysql::MySqlDirectory> directory;
  std::unique_ptr<mysql::MySqlEventSource> event_source;
  std::unique_ptr<mysql::SequenceBlocks> sequences;
  std::unique_ptr<channel::ChannelHost> channels;
  std::unique_ptr<Router> channel_router;
  std::unique_ptr<GuardedChannels> guarded_channels;
  std::unique_ptr<KafkaRelay> relay;
  std::unique_ptr<WebhookParts> webhooks;
  std::unique_ptr<mysql::AttemptReader> attempts;
  std::unique_ptr<VelocityFeed> velocity;
  RecentRequests recent_requests{kRecentRequests};
  CvcCache cvc_cache{kSecurityCodes, kSecurityCodeLifetime};
  PaymentMethodCache payment_methods{kPaymentMethods, kPaymentMethodLifetime};
  std::unique_ptr<Services> services;
  std::unique_ptr<Resolver> resolver;
  std::unique_ptr<NotificationDesk> notification_desk;
  std::unique_ptr<OpenWorkWatch> open_work;
  std::unique_ptr<http::KeyCache> keys;
  std::unique_ptr<http::Authenticator> authenticator;
  std::unique_ptr<ExecutorDelay> work_delay;
  std::unique_ptr<Admission> admission;
  std::unique_ptr<RateLimits> rate_limits;
  std::unique_ptr<http::Api> api;
  http::Router router;
  std::unique_ptr<http::Edge> edge;

  boost::asio::io_context io;
  std::optional<boost::asio::executor_work_guard<boost::asio::io_context::executor_type>> work;
  std::vector<std::thread> workers;
  std::atomic<bool> stopping{false};
  bool serving = false;

  explicit Parts(Config from) : config(std::move(from)) {}

  Status make_database_side(const vault::KeyRing& ring);
  Status make_channels(const vault::KeyRing& ring);
  void make_use_cases();
  void make_limits();
  Status make_api(Wiring& wiring);
};

Status Wiring::Parts::make_database_side(const vault::KeyRing& ring) {
  auto options = connection_options(config);
  if (!options.ok()) return options.error();
  connection = *options;
  database = std::make_unique<DatabaseWatch>(connection, config.database.migrate_on_start);
  const Status schema = database->start();
  if (!schema.ok()) return schema.error();
  auto for_store = store_options(config, connection);
  for_store.on_committed = [this] {
    if (relay) relay->notify();
    if (webhooks) webhooks->notify();
  };
  event_source = std::make_unique<mysql::MySqlEventSource>(connection);
  if (!config.kafka.bootstrap_servers.empty()) {
    auto started = KafkaRelay::start(kafka_options(config), *event_source);
    if (!started.ok()) return started.error();
    relay = std::move(*started);
  }
  if (config.webhooks.enabled)
    webhooks = std::make_unique<WebhookParts>(config, connection, ring, clock, random);
  directory = std::make_unique<mysql::MySqlDirectory>(connection);
  attempts = std::make_unique<mysql::AttemptReader>(connection, node_name());
  velocity = std::make_unique<VelocityFeed>(*risk, *attempts, clock, random);
  velocity->start();
  store = std::make_unique<mysql::MySqlStore>(std::move(for_store));
  notifications = std::make_unique<mysql::MySqlNotificationStore>(connection);
  return ok_status();
}

Status Wiring::Parts::make_channels(const vault::KeyRing& ring) {
  auto accounts = channel_accounts(config);
  if (!accounts.ok()) return accounts.error();
  channel::ChannelHost::Options options;
  for (const auto& account : config.channel_accounts)
    options.allowed_sha256.insert(options.allowed_sha256.end(), account.sha256.begin(),
                                  account.sha256.end());
  // Kept across restarts, so that a resent operation carries the same bytes.
  const Digest32 random_key = ring.fingerprint(Secret("channel operations"));
  options.random_key = Secret(std::string(random_key.begin(), random_key.end()));
  auto database_options = connection_options(config);
  if (!database_options.ok()) return database_options.error();
  sequences = std::make_unique<mysql::SequenceBlocks>(std::move(*database_options));
  options.take_sequences = [this](std::string_view account, std::uint64_t count) {
    return sequences->take(account, count);
  };
  auto host = channel::ChannelHost::start(std::move(options), std::move(*accounts), clock, random);
  if (!host.ok()) return host.error();
  channels = std::move(*host);
  channel_router =
      std::make_unique<Router>(routed_accounts(config, *channels), routing_limits(config), clock);
  guarded_channels = std::make_unique<GuardedChannels>(*channels, *channel_router, clock);
  return ok_status();
}

void Wiring::Parts::make_use_cases() {
  services = std::make_unique<Services>(Services{
      *store, *guarded_channels, *vault, clock, random, recent_requests, cvc_cache, payment_methods,
      [this](const risk::PaymentFacts& facts) { return risk->evaluate(facts); }, sleep_for,
      [this](const Payment& payment) { return channel_router->choose(payment); },
      [this] { resolver->wake(); }, lifetimes(config)});
  services->choose_next_channel_account = [this](const Payment& payment, const ChargeTries& tries) {
    return channel_router->choose_next(payment, tries);
  };
  ResolverLimits limits;
  limits.lease = kSettleMargin;
  for (const auto& account : config.channel_accounts)
    limits.lease = std::max<Duration>(
        limits.lease, std::chrono::milliseconds(account.deadline_ms) + kSettleMargin);
  resolver = std::make_unique<Resolver>(*services, limits);
  notification_desk = std::make_unique<NotificationDesk>(
      *services, *channels, *notifications, *record_vault, notification_limits(config));
  open_work = std::make_unique<OpenWorkWatch>(*store, *notifications, *services, stopping);
}

void Wiring::Parts::make_limits() {
  work_delay = std::make_unique<ExecutorDelay>(io.get_executor());
  admission = std::make_unique<Admission>(admission_limits(config), [this] {
    return std::max(work_delay->now(), store->expected_wait());
  });
  if (config.rate_limit.per_second > 0)
    rate_limits = std::make_unique<RateLimits>(
        RateLimit{.per_second = config.rate_limit.per_second, .burst = config.rate_limit.burst});
}

Status Wiring::Parts::make_api(Wiring& wiring) {
  auto signer = answer_signer(config);
  if (!signer.ok()) return signer.error();
  keys = std::make_unique<http::KeyCache>(
      *directory, [this](const ApiKey& key) { return api_secrets->open_secret(key); });
  const Status read = keys->start();
  if (!read.ok()) log_warning("API keys are not known yet", {{"why", read.error().message}});
  http::SignaturePolicy policy;
  policy.public_url = public_url(config);
  authenticator = std::make_unique<http::Authenticator>(*keys, clock, random, std::move(policy));
  http::ApiOptions options;
  options.executor = io.get_executor();
  options.metrics = [&wiring] { return wiring.metrics(); };
  options.ready = [&wiring] { return wiring.ready(); };
  options.answer_signer = std::move(*signer);
  if (webhooks) options.webhooks = &webhooks->services();
  options.notifications = notification_desk.get();
  options.admission = admission.get();
  options.rate_limits = rate_limits.get();
  api = std::make_unique<http::Api>(*services, *authenticator, *keys, std::move(options));
  api->add_routes(router);
  edge = std::make_unique<http::Edge>(edge_options(config),
                                      [this](http::HttpRequest request, http::Responder responder) {
                                        router.dispatch(std::move(request), std::move(responder));
                                      });
  return ok_status();
}

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
  auto risk = make_risk_engine(parts.config);
  if (!risk.ok()) return risk.error();
  parts.risk = std::move(*risk);
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

std::string Wiring::metrics() const {
  MetricsPage page;
  add_metrics(page, parts_->edge->stats());
  add_metrics(page, parts_->admission->stats());
  page.metric("tollgate_rate_limited_total", "counter", "Requests over their API key's rate.")
      .sample(parts_->rate_limits ? parts_->rate_limits->refused_count() : 0);
  add_metrics(page, parts_->store->statistics());
  add_metrics(page, parts_->channels->stats());
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
