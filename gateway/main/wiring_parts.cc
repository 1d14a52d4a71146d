#include "gateway/main/wiring_parts.h"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "gateway/app/perform.h"
#include "gateway/base/log.h"
#include "gateway/main/answer_signing.h"
#include "gateway/main/components.h"

namespace tollgate {
namespace {

Task<void> sleep_for(Duration duration) {
  boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor, duration);
  co_await timer.async_wait(boost::asio::use_awaitable);
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

Status Wiring::Parts::make_risk() {
  if (config.risk.rules_directory.empty())
    return Error{ErrorCode::invalid_argument, "risk.rules_directory is not set.",
                 "Name a folder of .lua files; an empty one lets every payment pass."};
  auto bundle = lua::RuleBundle::load(resolve_path(config, config.risk.rules_directory));
  if (!bundle.ok()) return bundle.error();
  lua::RiskOptions options;
  options.programs_ready = config.server.worker_threads;
  auto engine = lua::RiskEngine::create(std::move(*bundle), options);
  if (!engine.ok()) return engine.error();
  risk = std::move(*engine);
  return ok_status();
}

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
  auto policy = plugin_policy(config);
  if (!policy.ok()) return policy.error();
  options.trust = std::move(*policy);
  options.host_program = host_program(config);
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
  services->choose_quoting_account = [this](const Payment& payment) {
    return channel_router->choose_quoting(payment);
  };
  services->why_unserved = [this](const Payment& payment) {
    return channel_router->why_unserved(payment);
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
    return ExpectedWaits{.work = std::max(work_delay->now(), store->expected_commit_wait()),
                         .reads = store->expected_read_wait()};
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

}  // namespace tollgate
