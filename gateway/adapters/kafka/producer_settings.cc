#include "gateway/adapters/kafka/producer_settings.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace tollgate {
namespace {

struct Setting {
  std::string_view name;
  std::string_view value;
};

// What the promises rest on: at least once, and one payment's events in order.
constexpr std::array kFixed{
    Setting{"enable.idempotence", "true"},
    Setting{"acks", "all"},
    // A message never expires. Were it to, a later one of the same payment could overtake it.
    Setting{"message.timeout.ms", "0"},
    // An event that fails for good stops the producer instead of letting later ones pass.
    Setting{"enable.gapless.guarantee", "true"},
    // The Java client's, so that every client finds a payment in the same partition.
    Setting{"partitioner", "murmur2_random"},
};

// Other names of the same settings, and those that KafkaOptions has a field for.
constexpr std::array<std::string_view, 7> kReserved{
    "request.required.acks",     "delivery.timeout.ms", "bootstrap.servers",
    "metadata.broker.list",      "sasl.password",       "queue.buffering.max.messages",
    "queue.buffering.max.kbytes"};

constexpr std::array kDefaults{
    // A batch forms by itself while earlier ones are on their way; waiting for it costs latency.
    Setting{"linger.ms", "0"},
    Setting{"socket.nagle.disable", "true"},
    Setting{"reconnect.backoff.max.ms", "2000"},
    Setting{"client.id", "tollgate-relay"},
};

Error refused(std::string_view name, std::string_view reason) {
  return {ErrorCode::invalid_argument,
          "The Kafka setting " + std::string(name) + " was refused: " + std::string(reason) + ".",
          "Correct or remove it in the configuration's Kafka section."};
}

Status set(rd_kafka_conf_t* settings, std::string_view name, std::string_view value) {
  std::array<char, 512> reason{};
  const auto result = rd_kafka_conf_set(settings, std::string(name).c_str(),
                                        std::string(value).c_str(), reason.data(), reason.size());
  if (result == RD_KAFKA_CONF_OK) return ok_status();
  return refused(name, reason.data());
}

bool is_reserved(std::string_view name) {
  return std::any_of(kFixed.begin(), kFixed.end(),
                     [&](const Setting& setting) { return setting.name == name; }) ||
         std::find(kReserved.begin(), kReserved.end(), name) != kReserved.end();
}

Status set_all(rd_kafka_conf_t* settings, const KafkaOptions& options) {
  for (const auto& [name, value] : kFixed)
    if (auto done = set(settings, name, value); !done.ok()) return done;
  for (const auto& [name, value] : kDefaults)
    if (auto done = set(settings, name, value); !done.ok()) return done;
  for (const auto& [name, value] : options.properties) {
    if (is_reserved(name)) return refused(name, "the gateway sets it itself");
    if (auto done = set(settings, name, value); !done.ok()) return done;
  }
  if (!options.sasl_password.empty()) {
    if (auto done = set(settings, "sasl.password", options.sasl_password.reveal()); !done.ok())
      return done;
  }
  if (auto done =
          set(settings, "queue.buffering.max.messages", std::to_string(options.in_flight_max));
      !done.ok())
    return done;
  return set(settings, "bootstrap.servers", options.bootstrap_servers);
}

}  // namespace

Result<ProducerSettings> make_producer_settings(const KafkaOptions& options) {
  if (options.bootstrap_servers.empty()) return refused("bootstrap.servers", "it is empty");
  ProducerSettings settings(rd_kafka_conf_new());
  if (auto done = set_all(settings.get(), options); !done.ok()) return std::move(done).error();
  return settings;
}

}  // namespace tollgate
