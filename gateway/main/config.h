// Config: everything the gateway can be told, as one plain struct read from one TOML file. An
// unknown key is an error that names the nearest valid one. A secret stands in it by reference
// only ("file:/path" or "env:NAME"), never as text.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "gateway/base/result.h"
#include "gateway/base/secret.h"
#include "gateway/payment/route.h"

namespace tollgate {

struct ServerConfig {
  std::string address = "127.0.0.1";
  std::uint16_t port = 8080;  // 0: any free one, told in the log and port_file
  std::string port_file;      // written once requests are accepted; empty: none
  std::string public_url;     // "https://pay.example.com"; for "@target-uri"; empty: any
  std::string signing_key;    // reference to an ed25519 private key; empty: answers unsigned
  std::uint32_t worker_threads = 2;
  std::uint32_t connections_max = 4096;
  std::uint32_t in_flight_max = 2048;
  std::uint32_t body_bytes_max = 64 * 1024;
  std::optional<bool> realtime_edge;  // unset: where the system allows it, without a warning
  std::uint32_t drain_delay_ms = 0;   // /readyz says no, and requests are still served
  std::uint32_t drain_timeout_ms = 12'000;
};

// A request that would wait longer than this for its turn is refused with 503; 0: never.
struct AdmissionConfig {
  std::uint32_t read_wait_ms = 50;         // reads, and the management of webhooks
  std::uint32_t payment_wait_ms = 100;     // new payments and card tokens
  std::uint32_t completion_wait_ms = 250;  // captures, cancels, refunds, decisions of reviews
};

// Of each API key and node; beyond it 429.
struct RateLimitConfig {
  std::uint32_t per_second = 5000;  // 0: no limit
  std::uint32_t burst = 10'000;     // at once, after a rest
};

struct DatabaseConfig {
  std::string socket;  // unix socket; wins over host and port
  std::string host = "127.0.0.1";
  std::uint16_t port = 3306;
  std::string user = "tollgate";
  std::string password;  // reference; empty: none
  std::string schema = "tollgate";
  bool migrate_on_start = false;
  std::uint32_t writers = 2;  // each with one connection
  std::uint32_t readers = 2;
  std::uint32_t batch_max = 128;      // changes folded into one commit
  std::uint32_t queue_max = 8192;     // changes waiting; beyond it 503
  std::uint32_t stream_lease_s = 30;  // a dead process keeps its event streams so long
};

struct KafkaConfig {
  std::string bootstrap_servers;  // empty: no relay
  std::string payments_topic = "tollgate.payments.v1";
};

// How long a payment waits before it is closed; a channel's own word comes first.
struct PaymentsConfig {
  std::uint32_t action_s = 30 * 60;           // for the payer to act
  std::uint32_t pending_s = 24 * 60 * 60;     // for a channel that will answer later
  std::uint32_t hold_s = 7 * 24 * 60 * 60;    // for the merchant to capture
  std::uint32_t review_s = 3 * 24 * 60 * 60;  // for a person to decide
};

// What channels tell by themselves, of each channel account and node.
struct NotificationsConfig {
  std::uint32_t per_second_max = 500;     // beyond it, after twice as many at once: 429
  std::uint32_t body_bytes_max = 65'536;  // never more than server.body_bytes_max
  std::uint32_t unverified_max = 10'000;  // stored ones that no channel has proven to be its own
  std::uint32_t keep_days = 30;           // then those that wait for nothing are forgotten
};

struct RiskConfig {
  std::string rules_directory;  // empty: no rules, every payment passes
};

struct VaultConfig {
  std::string key_file;  // mode 0600, made by `tollgate keys create-vault`
};

struct WebhooksConfig {
  bool enabled = true;
  bool allow_loopback = false;  // for sandboxes: http and loopback addresses in test mode
  std::uint32_t in_flight_max = 256;
  std::uint32_t endpoint_in_flight_max = 8;
  std::uint32_t keep_days = 30;  // then deliveries that ended, and their attempts, are forgotten
};

struct LogConfig {
  std::string level = "info";   // debug info warning error
  std::string format = "text";  // text json
};

struct RoutingConfig {
  std::uint32_t attempts_max = 2;      // charges of one payment, over all accounts; 1: no failover
  std::uint32_t deadline_ms = 25'000;  // of a request: no account is asked that may take longer
};

struct BreakerConfig {
  std::uint32_t window_ms = 10'000;
  std::uint32_t minimum_calls = 20;
  std::uint32_t failure_percent = 50;  // 0: it never opens
  std::uint32_t open_ms = 5'000;
  std::uint32_t half_open_probes = 3;
  std::uint32_t slow_ms = 0;  // an answer that takes longer counts as a failure; 0: none does
};

// What a channel's library must prove before it is loaded, beyond the sha256 of its accounts.
struct PluginsConfig {
  std::vector<std::string> keys;   // PEM files of Ed25519 public keys whose signatures are believed
  bool require_signature = false;  // of every plugin; a live account always needs it or sha256
  std::string
      host_program;  // for isolation = "process"; empty: tollgate-channel-host beside tollgate
};

struct ChannelAccountConfig {
  std::string name;           // "card_main"
  std::string plugin;         // path of the .so; relative to the configuration file
  std::string mode = "test";  // test live
  std::uint32_t deadline_ms = 10'000;
  std::uint32_t in_flight_max = 10'000;
  std::uint32_t priority = 0;      // the smaller is asked first; 0: its place in the file
  std::uint32_t weight = 1;        // its share among accounts of the same priority
  std::uint32_t attempts_max = 1;  // charges of one payment that it is asked for
  RouteConditions route;           // the payments it is for
  BreakerConfig breaker;
  std::uint32_t connections = 1;               // of a channel that speaks in frames over TCP
  std::vector<std::string> endpoints;          // where it may send; empty: where its settings say
  std::string isolation = "none";              // none process
  std::vector<std::string> sha256;             // hex digests the library may have; empty: any
  std::string settings_json = "{}";            // the [channel_account.settings] table as JSON
  std::map<std::string, std::string> secrets;  // name -> reference
  std::map<std::string, std::string> keys;     // the same, of what the plugin signs with
};

struct Config {
  ServerConfig server;
  AdmissionConfig admission;
  RateLimitConfig rate_limit;
  DatabaseConfig database;
  KafkaConfig kafka;
  PaymentsConfig payments;
  NotificationsConfig notifications;
  RiskConfig risk;
  VaultConfig vault;
  WebhooksConfig webhooks;
  LogConfig log;
  RoutingConfig routing;
  PluginsConfig plugins;
  std::vector<ChannelAccountConfig> channel_accounts;
  std::filesystem::path file;  // where it was read from; relative paths start there
};

// Errors are whole sentences with file, line and key: invalid_argument, not_found.
Result<Config> load_config(const std::filesystem::path& file);
Result<Config> parse_config(std::string_view text, const std::filesystem::path& file);

// What "file:…" or "env:…" refers to, without a trailing line break. Errors name the reference.
Result<Secret> resolve_secret(const std::string& reference, const std::filesystem::path& base);

// The configuration as it is in force, one "key = value" a line, secrets masked.
std::string masked(const Config& config);

}  // namespace tollgate
