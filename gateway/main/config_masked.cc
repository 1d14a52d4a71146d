#include <fmt/format.h>

#include "gateway/main/config.h"

namespace tollgate {

std::string masked(const Config& config) {
  std::string out;
  const auto line = [&](std::string_view key, const auto& value) {
    out += fmt::format("{} = {}\n", key, value);
  };
  line("server.address", config.server.address);
  line("server.port", config.server.port);
  line("server.public_url", config.server.public_url);
  line("server.signing_key", config.server.signing_key.empty() ? "" : "***");
  line("server.worker_threads", config.server.worker_threads);
  line("server.connections_max", config.server.connections_max);
  line("server.in_flight_max", config.server.in_flight_max);
  const auto& realtime = config.server.realtime_edge;
  line("server.realtime_edge", !realtime ? "where allowed" : *realtime ? "true" : "false");
  line("admission.read_wait_ms", config.admission.read_wait_ms);
  line("admission.payment_wait_ms", config.admission.payment_wait_ms);
  line("admission.completion_wait_ms", config.admission.completion_wait_ms);
  line("rate_limit.per_second", config.rate_limit.per_second);
  line("rate_limit.burst", config.rate_limit.burst);
  line("database.socket", config.database.socket);
  line("database.host", config.database.host);
  line("database.port", config.database.port);
  line("database.user", config.database.user);
  line("database.password", config.database.password.empty() ? "" : "***");
  line("database.schema", config.database.schema);
  line("database.writers", config.database.writers);
  line("database.batch_max", config.database.batch_max);
  line("database.stream_lease_s", config.database.stream_lease_s);
  line("kafka.bootstrap_servers", config.kafka.bootstrap_servers);
  line("kafka.payments_topic", config.kafka.payments_topic);
  line("payments.action_s", config.payments.action_s);
  line("payments.pending_s", config.payments.pending_s);
  line("payments.hold_s", config.payments.hold_s);
  line("payments.review_s", config.payments.review_s);
  line("notifications.per_second_max", config.notifications.per_second_max);
  line("notifications.body_bytes_max", config.notifications.body_bytes_max);
  line("notifications.unverified_max", config.notifications.unverified_max);
  line("notifications.keep_days", config.notifications.keep_days);
  line("risk.rules_directory", config.risk.rules_directory);
  line("vault.key_file", config.vault.key_file);
  line("webhooks.enabled", config.webhooks.enabled);
  line("webhooks.allow_loopback", config.webhooks.allow_loopback);
  line("webhooks.in_flight_max", config.webhooks.in_flight_max);
  line("webhooks.endpoint_in_flight_max", config.webhooks.endpoint_in_flight_max);
  line("webhooks.keep_days", config.webhooks.keep_days);
  line("log.level", config.log.level);
  line("log.format", config.log.format);
  line("routing.attempts_max", config.routing.attempts_max);
  line("routing.deadline_ms", config.routing.deadline_ms);
  for (const auto& key : config.plugins.keys) line("plugins.keys", key);
  line("plugins.require_signature", config.plugins.require_signature);
  for (const auto& account : config.channel_accounts) {
    line("channel_account.name", account.name);
    line("channel_account.plugin", account.plugin);
    line("channel_account.isolation", account.isolation);
    for (const auto& digest : account.sha256) line("channel_account.sha256", digest);
    line("channel_account.deadline_ms", account.deadline_ms);
    line("channel_account.priority", account.priority);
    line("channel_account.weight", account.weight);
    line("channel_account.breaker.failure_percent", account.breaker.failure_percent);
    for (const auto& [name, reference] : account.secrets)
      line("channel_account.secrets." + name, reference.empty() ? "" : "***");
    for (const auto& [name, reference] : account.keys)
      line("channel_account.keys." + name, reference.empty() ? "" : "***");
  }
  return out;
}

}  // namespace tollgate
