// Wiring: the one place where ports meet adapters. Makes everything from a Config, starts it in
// order, drains and stops it in the opposite order. Used from one thread.
//
//   Edge -> Router -> Api -> use cases -> MySqlStore ---> KafkaRelay -> Kafka
//                                 |-----> ChannelHost -> channels
//                                 |-----> RiskEngine, SealedCardVault
//   Resolver --------------------'          '------> WebhookParts -> merchants
#pragma once

#include <memory>
#include <string>

#include "gateway/base/result.h"
#include "gateway/main/config.h"

namespace tollgate {

class Wiring {
 public:
  // Reads keys, rules and plugins. An error names what is wrong with which of them; a database
  // or a broker that is away is none: the gateway starts, says so, and is not ready meanwhile.
  static Result<std::unique_ptr<Wiring>> create(Config config);
  ~Wiring();

  // Takes requests from here on; gives the port.
  Result<std::uint16_t> start();
  // Says on /readyz that it leaves and serves on for server.drain_delay_ms; then answers what is in
  // flight, refuses the rest with 503, and stops everything. True when all was answered within the
  // configured time.
  bool drain_and_stop();

  // Channels as `config` has them, while payments run (ChannelHost::reload); the rest of it needs a
  // restart. Gives how many channel accounts changed. An error: everything stays as it was.
  Result<std::size_t> reload_channels(const Config& config);

  std::string metrics() const;  // Prometheus text
  Status ready() const;

 private:
  struct Parts;
  explicit Wiring(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace tollgate
