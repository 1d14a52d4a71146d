#include "gateway/main/components.h"

#include <fmt/format.h>
#include <unistd.h>

#include <array>

#include "gateway/adapters/http/signature/verifying_key.h"
#include "gateway/base/encoding.h"
#include "gateway/base/random.h"
#include "gateway/main/secret_file.h"

namespace tollgate {

std::filesystem::path resolve_path(const Config& config, const std::string& path) {
  const auto folder = config.file.parent_path();
  // Without a folder a plugin's path would be a bare name, which is looked for elsewhere.
  return (folder.empty() ? std::filesystem::path(".") : folder) / path;
}

std::string node_name() {
  static const std::string name = [] {
    std::array<char, 128> host{};
    if (::gethostname(host.data(), host.size() - 1) != 0) host = {'h', 'o', 's', 't'};
    std::array<std::uint8_t, 4> unique{};
    SystemRandom().fill(unique);
    return fmt::format("{}/{}-{}", host.data(), ::getpid(), to_hex(as_text(unique)));
  }();
  return name;
}

Result<mysql::ConnectionOptions> connection_options(const Config& config) {
  auto password = resolve_secret(config.database.password, config.file.parent_path());
  if (!password.ok())
    return Error{password.error().code, "database.password: " + password.error().message,
                 password.error().mend};
  mysql::ConnectionOptions options;
  if (!config.database.socket.empty())
    options.socket = resolve_path(config, config.database.socket).string();
  options.host = config.database.host;
  options.port = config.database.port;
  options.user = config.database.user;
  options.password = std::move(*password);
  options.schema = config.database.schema;
  return options;
}

Lifetimes lifetimes(const Config& config) {
  Lifetimes lifetimes;
  lifetimes.action = std::chrono::seconds(config.payments.action_s);
  lifetimes.pending = std::chrono::seconds(config.payments.pending_s);
  lifetimes.hold = std::chrono::seconds(config.payments.hold_s);
  lifetimes.review = std::chrono::seconds(config.payments.review_s);
  return lifetimes;
}

http::EdgeOptions edge_options(const Config& config) {
  http::EdgeOptions options;
  options.address = config.server.address;
  options.port = config.server.port;
  options.max_body_bytes = config.server.body_bytes_max;
  options.max_connections = config.server.connections_max;
  options.max_in_flight = config.server.in_flight_max;
  options.realtime = config.server.realtime_edge;
  return options;
}

http::PublicUrl public_url(const Config& config) {
  http::PublicUrl url;
  const auto mark = config.server.public_url.find("://");
  if (mark == std::string::npos) return url;
  url.scheme = config.server.public_url.substr(0, mark);
  url.authority = config.server.public_url.substr(mark + 3);
  return url;
}

KafkaOptions kafka_options(const Config& config) {
  KafkaOptions options;
  options.node = node_name();
  options.bootstrap_servers = config.kafka.bootstrap_servers;
  options.topic = config.kafka.payments_topic;
  return options;
}

Result<std::vector<channel::PluginKey>> plugin_keys(const std::vector<std::string>& files,
                                                    const std::filesystem::path& base) {
  std::vector<channel::PluginKey> keys;
  for (const auto& file : files) {
    auto pem = read_file((base / file).string());
    if (!pem.ok()) return Error{pem.error().code, "plugins.keys: " + pem.error().message, ""};
    auto key = http::VerifyingKey::from_pem(http::Algorithm::ed25519, *pem);
    if (!key.ok())
      return Error{key.error().code, fmt::format("plugins.keys, {}: {}", file, key.error().message),
                   key.error().mend};
    auto shared = std::make_shared<const http::VerifyingKey>(std::move(*key));
    keys.push_back({file, [shared](std::string_view bytes, std::string_view signature) {
                      return shared->verify(bytes, signature);
                    }});
  }
  return keys;
}

Result<channel::PluginPolicy> plugin_policy(const Config& config) {
  auto keys = plugin_keys(config.plugins.keys, config.file.parent_path());
  if (!keys.ok()) return keys.error();
  return channel::PluginPolicy{std::move(*keys), config.plugins.require_signature};
}

std::string host_program(const Config& config) {
  if (!config.plugins.host_program.empty())
    return resolve_path(config, config.plugins.host_program).string();
  std::error_code none;
  const auto own = std::filesystem::read_symlink("/proc/self/exe", none);
  return (own.parent_path() / "tollgate-channel-host").string();
}

namespace {

Status resolve_all(const ChannelAccountConfig& account, const char* what,
                   const std::map<std::string, std::string>& references,
                   const std::filesystem::path& folder,
                   std::vector<std::pair<std::string, Secret>>& into) {
  for (const auto& [name, reference] : references) {
    auto secret = resolve_secret(reference, folder);
    if (!secret.ok())
      return Error{secret.error().code,
                   fmt::format("channel_account \"{}\", {} \"{}\": {}", account.name, what, name,
                               secret.error().message),
                   secret.error().mend};
    into.emplace_back(name, std::move(*secret));
  }
  return ok_status();
}

}  // namespace

Result<std::vector<channel::ChannelAccount>> channel_accounts(const Config& config) {
  std::vector<channel::ChannelAccount> accounts;
  for (const auto& from : config.channel_accounts) {
    channel::ChannelAccount account;
    account.name = from.name;
    account.plugin = resolve_path(config, from.plugin).string();
    account.sha256 = from.sha256;
    account.isolated = from.isolation == "process";
    account.mode = from.mode == "live" ? Mode::live : Mode::test;
    account.settings = from.settings_json;
    account.deadline = std::chrono::milliseconds(from.deadline_ms);
    account.in_flight_max = from.in_flight_max;
    account.connections = from.connections;
    account.endpoints = from.endpoints;
    const auto folder = config.file.parent_path();
    if (auto status = resolve_all(from, "secret", from.secrets, folder, account.secrets); !status)
      return std::move(status).error();
    if (auto status = resolve_all(from, "key", from.keys, folder, account.keys); !status)
      return std::move(status).error();
    accounts.push_back(std::move(account));
  }
  return accounts;
}

std::vector<RoutedAccount> routed_accounts(const Config& config, const ChannelPort& channels) {
  using std::chrono::milliseconds;
  std::vector<RoutedAccount> accounts;
  for (const auto& from : config.channel_accounts) {
    RoutedAccount account;
    account.name = from.name;
    account.mode = from.mode == "live" ? Mode::live : Mode::test;
    account.priority = from.priority;
    account.weight = from.weight;
    account.attempts_max = from.attempts_max;
    account.in_flight_max = from.in_flight_max;
    account.deadline = milliseconds(from.deadline_ms);
    account.slow_after = milliseconds(from.breaker.slow_ms);
    account.conditions = from.route;
    account.breaker.window = milliseconds(from.breaker.window_ms);
    account.breaker.minimum_calls = from.breaker.minimum_calls;
    account.breaker.failure_percent = from.breaker.failure_percent;
    account.breaker.open_for = milliseconds(from.breaker.open_ms);
    account.breaker.probes = from.breaker.half_open_probes;
    account.traits = channels.find_traits(from.name);
    accounts.push_back(std::move(account));
  }
  return accounts;
}

RoutingLimits routing_limits(const Config& config) {
  RoutingLimits limits;
  limits.attempts_max = config.routing.attempts_max;
  limits.deadline = std::chrono::milliseconds(config.routing.deadline_ms);
  return limits;
}

AdmissionLimits admission_limits(const Config& config) {
  using std::chrono::milliseconds;
  return {milliseconds(config.admission.read_wait_ms),
          milliseconds(config.admission.payment_wait_ms),
          milliseconds(config.admission.completion_wait_ms)};
}

NotificationLimits notification_limits(const Config& config) {
  NotificationLimits limits;
  limits.rate = {.per_second = config.notifications.per_second_max,
                 .burst = 2 * config.notifications.per_second_max};
  limits.body_bytes_max = config.notifications.body_bytes_max;
  limits.unverified_max = config.notifications.unverified_max;
  return limits;
}

}  // namespace tollgate
