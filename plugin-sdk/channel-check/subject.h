// Subject: the plugin under test, with settings, recorded exchanges and a seed. It uses the very
// loader and readers of the gateway, so that what passes here is what the gateway takes. Belongs to
// one child process; not thread-safe, but what channel() gives is.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "gateway/adapters/channel/plugin_channel.h"
#include "gateway/adapters/channel/plugin_library.h"
#include "plugin-sdk/channel-check/fixture.h"

namespace tollgate::kit {

struct Options {
  std::string plugin;           // path of the .so
  std::string settings = "{}";  // JSON
  std::vector<Fixture> fixtures;
  std::vector<NotificationFixture> notifications;
  std::vector<StatementFixture> statements;
  std::vector<std::pair<std::string, Secret>> keys;  // what the host signs with
  std::uint64_t seed = 1;
  int fuzz_rounds = 5000;  // of each fuzzer
};

class Subject {
 public:
  explicit Subject(const Options& options) : options_(options), rng_(options.seed) {}

  const Options& options() const { return options_; }
  std::mt19937_64& rng() { return rng_; }

  // Loads and creates on first use. False: the plugin cannot be used, which the load family says.
  bool usable();
  // Why not, as a sentence.
  const std::string& trouble() const { return trouble_; }

  // Need usable().
  const channel::PluginLibrary& library() const { return *library_; }
  const channel::PluginChannel& channel() const { return *channel_; }
  const channel::PluginDescription& description() const { return library_->description(); }
  // The kinds that are asked for a payment, in their order.
  const std::vector<OperationKind>& kinds() const { return description().traits.operations; }
  // The settings that the schema calls secret, and their values.
  std::vector<std::pair<std::string, std::string>> secret_settings() const;

  Result<std::shared_ptr<channel::PluginLibrary>> load() const;
  Result<std::shared_ptr<channel::PluginChannel>> create(
      const std::shared_ptr<channel::PluginLibrary>& library, const std::string& settings) const;
  // For calls of the raw create(); as the channels of this account see it. Needs usable().
  const tollgate_host* host();

 private:
  const Options& options_;
  std::mt19937_64 rng_;
  std::shared_ptr<channel::PluginLibrary> library_;
  std::shared_ptr<channel::PluginChannel> channel_;
  std::string trouble_;
  std::unique_ptr<const channel::PluginHost> host_;
};

}  // namespace tollgate::kit
