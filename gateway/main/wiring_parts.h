// Everything that a gateway is made of; wiring_parts.cc makes it. Only wiring*.cc see it.
#pragma once

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <optional>
#include <thread>
#include <vector>

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
#include "gateway/app/resolver.h"
#include "gateway/app/routing/guarded_channels.h"
#include "gateway/main/api_secrets.h"
#include "gateway/main/database_watch.h"
#include "gateway/main/open_work_watch.h"
#include "gateway/main/velocity_feed.h"
#include "gateway/main/webhook_parts.h"
#include "gateway/main/wiring.h"

namespace tollgate {

// Everything, in the order in which it is made; destroyed in the opposite order.
struct Wiring::Parts {
  static constexpr std::size_t kRecentRequests =
      100'000;  // 16 bytes each, about 6 MB with their index
  static constexpr std::size_t kSecurityCodes = 100'000;
  static constexpr Duration kSecurityCodeLifetime = std::chrono::minutes(15);
  static constexpr std::size_t kPaymentMethods = 20'000;  // about 700 bytes each
  static constexpr Duration kPaymentMethodLifetime = std::chrono::minutes(1);

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
  std::atomic<std::uint64_t> reloads{0};
  std::atomic<std::uint64_t> reloads_refused{0};
  bool serving = false;

  explicit Parts(Config from) : config(std::move(from)) {}

  Status make_risk();
  Status make_database_side(const vault::KeyRing& ring);
  Status make_channels(const vault::KeyRing& ring);
  void make_use_cases();
  void make_limits();
  Status make_api(Wiring& wiring);
};

}  // namespace tollgate
