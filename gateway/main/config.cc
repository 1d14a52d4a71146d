#include "gateway/main/config.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <cctype>
#include <fstream>
#include <sstream>

#include "gateway/main/config_reader.h"
#include "gateway/main/config_routing.h"

namespace tollgate {
namespace {

constexpr std::size_t kFileBytesMax = 1 << 20;
constexpr std::size_t kChannelAccountsMax = 256;

void read_server(TableReader reader, ServerConfig& out) {
  reader.text("address", out.address);
  reader.port("port", out.port);
  reader.text("port_file", out.port_file);
  reader.text("public_url", out.public_url);
  const bool whole =
      out.public_url.starts_with("https://") || out.public_url.starts_with("http://");
  const auto authority = out.public_url.find("://") + 3;
  if (!out.public_url.empty() &&
      (!whole || out.public_url.find('/', authority) != std::string::npos))
    reader.refuse("public_url", "must be a scheme and a host, such as https://pay.example.com");
  reader.text("signing_key", out.signing_key);
  reader.number("worker_threads", out.worker_threads, 1, 64);
  reader.number("connections_max", out.connections_max, 1, 100'000);
  reader.number("in_flight_max", out.in_flight_max, 1, 100'000);
  reader.number("body_bytes_max", out.body_bytes_max, 1024, 1 << 20);
  reader.flag("realtime_edge", out.realtime_edge);
  reader.number("drain_delay_ms", out.drain_delay_ms, 0, 600'000);
  reader.number("drain_timeout_ms", out.drain_timeout_ms, 0, 600'000);
  reader.finish();
}

void read_admission(TableReader reader, AdmissionConfig& out) {
  reader.number("read_wait_ms", out.read_wait_ms, 0, 60'000);
  reader.number("payment_wait_ms", out.payment_wait_ms, 0, 60'000);
  reader.number("completion_wait_ms", out.completion_wait_ms, 0, 60'000);
  reader.finish();
}

void read_rate_limit(TableReader reader, RateLimitConfig& out) {
  reader.number("per_second", out.per_second, 0, 1'000'000);
  reader.number("burst", out.burst, 1, 10'000'000);
  reader.finish();
}

void read_database(TableReader reader, DatabaseConfig& out) {
  reader.text("socket", out.socket);
  reader.text("host", out.host);
  reader.port("port", out.port);
  reader.text("user", out.user);
  reader.text("password", out.password);
  reader.text("schema", out.schema);
  reader.flag("migrate_on_start", out.migrate_on_start);
  reader.number("writers", out.writers, 1, 16);
  reader.number("readers", out.readers, 1, 16);
  reader.number("batch_max", out.batch_max, 1, 1024);
  reader.number("queue_max", out.queue_max, 16, 1'000'000);
  reader.number("stream_lease_s", out.stream_lease_s, 1, 3600);
  reader.finish();
}

void read_payments(TableReader reader, PaymentsConfig& out) {
  constexpr std::uint32_t kYear = 365 * 24 * 60 * 60;
  reader.number("action_s", out.action_s, 10, kYear);
  reader.number("pending_s", out.pending_s, 10, kYear);
  reader.number("hold_s", out.hold_s, 10, kYear);
  reader.number("review_s", out.review_s, 10, kYear);
  reader.finish();
}

void read_webhooks(TableReader reader, WebhooksConfig& out) {
  reader.flag("enabled", out.enabled);
  reader.flag("allow_loopback", out.allow_loopback);
  reader.number("in_flight_max", out.in_flight_max, 1, 4096);
  reader.number("endpoint_in_flight_max", out.endpoint_in_flight_max, 1, 256);
  reader.number("keep_days", out.keep_days, 1, 3650);
  reader.finish();
}

// A merchant's live endpoint must never be able to name the gateway's own host.
void refuse_live_loopback(const toml::table& root, const Config& config, ConfigErrors& errors) {
  if (!config.webhooks.allow_loopback) return;
  for (const auto& account : config.channel_accounts)
    if (account.mode == "live")
      errors.add(root.get("webhooks"),
                 fmt::format("webhooks.allow_loopback is for sandboxes, but the channel account "
                             "\"{}\" is live: set it to false.",
                             account.name));
}

void read_notifications(TableReader reader, NotificationsConfig& out) {
  reader.number("per_second_max", out.per_second_max, 1, 100'000);
  reader.number("body_bytes_max", out.body_bytes_max, 1024, 256 * 1024);
  reader.number("unverified_max", out.unverified_max, 100, 10'000'000);
  reader.number("keep_days", out.keep_days, 1, 3650);
  reader.finish();
}

std::string settings_as_json(const toml::table& table) {
  std::ostringstream text;
  text << toml::json_formatter(table);
  return text.str();
}

constexpr std::size_t kSha256HexDigits = 64;

void read_sha256(TableReader& reader, std::vector<std::string>& out) {
  reader.texts("sha256", out);
  for (auto& digest : out) {
    std::transform(digest.begin(), digest.end(), digest.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    if (digest.size() != kSha256HexDigits ||
        digest.find_first_not_of("0123456789abcdef") != std::string::npos)
      reader.refuse("sha256",
                    "must be digests of 64 hex digits; `tollgate plugin digest` tells one");
  }
}

ChannelAccountConfig read_channel_account(TableReader reader) {
  ChannelAccountConfig out;
  reader.text("name", out.name);
  reader.required("name", out.name);
  reader.text("plugin", out.plugin);
  reader.required("plugin", out.plugin);
  reader.choice("mode", out.mode, {"test", "live"});
  reader.number("deadline_ms", out.deadline_ms, 100, 120'000);
  reader.number("in_flight_max", out.in_flight_max, 1, 1'000'000);
  read_routing(reader, out);
  reader.number("connections", out.connections, 1, 64);
  reader.texts("endpoints", out.endpoints);
  reader.choice("isolation", out.isolation, {"none", "process"});
  read_sha256(reader, out.sha256);
  if (const toml::table* settings = reader.table("settings"))
    out.settings_json = settings_as_json(*settings);
  if (const toml::table* secrets = reader.table("secrets"))
    for (const auto& [key, node] : *secrets)
      out.secrets[std::string(key.str())] = node.value_or(std::string());
  if (const toml::table* keys = reader.table("keys"))
    for (const auto& [key, node] : *keys)
      out.keys[std::string(key.str())] = node.value_or(std::string());
  reader.finish();
  return out;
}

void read_channel_accounts(const toml::table& root, Config& config, ConfigErrors& errors) {
  const toml::node* node = root.get("channel_account");
  if (node == nullptr) return;
  const toml::array* accounts = node->as_array();
  if (accounts == nullptr) {
    errors.add(node, "channel_account must be a list of tables: [[channel_account]].");
    return;
  }
  for (const auto& item : *accounts) {
    auto account = read_channel_account(TableReader(item.as_table(), "channel_account", errors));
    for (const auto& other : config.channel_accounts)
      if (other.name == account.name)
        errors.add(&item, fmt::format("two channel accounts are named \"{}\".", account.name));
    config.channel_accounts.push_back(std::move(account));
    auto& kept = config.channel_accounts.back();
    if (kept.priority == 0)
      kept.priority = static_cast<std::uint32_t>(config.channel_accounts.size());
  }
  if (config.channel_accounts.size() > kChannelAccountsMax)
    errors.add(node, fmt::format("there are more than {} channel accounts.", kChannelAccountsMax));
}

Config read_root(const toml::table& root, ConfigErrors& errors) {
  Config config;
  TableReader reader(&root, "", errors);
  read_server(TableReader(reader.table("server"), "server", errors), config.server);
  read_admission(TableReader(reader.table("admission"), "admission", errors), config.admission);
  read_rate_limit(TableReader(reader.table("rate_limit"), "rate_limit", errors), config.rate_limit);
  read_database(TableReader(reader.table("database"), "database", errors), config.database);
  TableReader kafka(reader.table("kafka"), "kafka", errors);
  kafka.text("bootstrap_servers", config.kafka.bootstrap_servers);
  kafka.text("payments_topic", config.kafka.payments_topic);
  kafka.finish();
  read_payments(TableReader(reader.table("payments"), "payments", errors), config.payments);
  read_notifications(TableReader(reader.table("notifications"), "notifications", errors),
                     config.notifications);
  TableReader risk(reader.table("risk"), "risk", errors);
  risk.text("rules_directory", config.risk.rules_directory);
  risk.finish();
  TableReader vault(reader.table("vault"), "vault", errors);
  vault.text("key_file", config.vault.key_file);
  vault.finish();
  read_webhooks(TableReader(reader.table("webhooks"), "webhooks", errors), config.webhooks);
  TableReader log(reader.table("log"), "log", errors);
  log.choice("level", config.log.level, {"debug", "info", "warning", "error"});
  log.choice("format", config.log.format, {"text", "json"});
  log.finish();
  TableReader routing(reader.table("routing"), "routing", errors);
  routing.number("attempts_max", config.routing.attempts_max, 1, 8);
  routing.number("deadline_ms", config.routing.deadline_ms, 100, 29'000);
  routing.finish();
  TableReader plugins(reader.table("plugins"), "plugins", errors);
  plugins.texts("keys", config.plugins.keys);
  plugins.text("host_program", config.plugins.host_program);
  plugins.flag("require_signature", config.plugins.require_signature);
  if (config.plugins.require_signature && config.plugins.keys.empty())
    plugins.refuse("require_signature", "needs plugins.keys, or no plugin could be loaded");
  plugins.finish();
  reader.known("channel_account");
  read_channel_accounts(root, config, errors);
  refuse_live_loopback(root, config, errors);
  reader.finish();
  return config;
}

Error config_error(std::string sentence) {
  return {ErrorCode::invalid_argument, std::move(sentence), ""};
}

}  // namespace

Result<Config> parse_config(std::string_view text, const std::filesystem::path& file) {
  toml::table root;
  try {
    root = toml::parse(text, file.string());
  } catch (const toml::parse_error& error) {
    return config_error(
        fmt::format("{}:{}: {}.", file.string(), error.source().begin.line, error.description()));
  }
  ConfigErrors errors;
  errors.file = file.string();
  Config config = read_root(root, errors);
  config.file = file;
  if (!errors.first.empty()) return config_error(errors.first);
  return config;
}

Result<Config> load_config(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in)
    return Error{ErrorCode::not_found,
                 fmt::format("The configuration file {} cannot be read.", file.string()),
                 "Name one with --config FILE; docs/configuration.md shows a whole one."};
  std::ostringstream text;
  text << in.rdbuf();
  if (text.view().size() > kFileBytesMax)
    return config_error(fmt::format("{} is larger than 1 MiB.", file.string()));
  return parse_config(text.view(), file);
}

}  // namespace tollgate
