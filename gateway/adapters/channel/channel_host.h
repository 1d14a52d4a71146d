// ChannelHost: the ChannelPort and NotificationReader over plugins and sockets. Owns one thread for
// HTTP, one for frame connections and one that fetches sequence numbers, whatever the number of
// operations in flight. Safe from any thread.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/adapters/channel/channel_account.h"
#include "gateway/adapters/channel/channel_stats.h"
#include "gateway/adapters/channel/plugin_trust.h"
#include "gateway/app/ports/channel_port.h"
#include "gateway/app/ports/notification_reader.h"
#include "gateway/base/clock.h"
#include "gateway/base/random.h"
#include "gateway/base/result.h"

namespace tollgate::channel {

class ChannelHost final : public ChannelPort, public NotificationReader {
 public:
  struct Options {
    std::string plugin_folder;  // where an account's bare plugin name finds NAME.so
    PluginPolicy trust;         // what every plugin must prove
    // The program tollgate-channel-host, for accounts that are isolated.
    std::string host_program;
    // Makes the random bytes that operations carry; the same one after a restart. At least 16
    // bytes, or empty: then a fresh one, and a resent operation carries other bytes.
    Secret random_key;
    // Hands out `count` sequence numbers of an account that nobody else gets, and tells the first;
    // may block. Empty: this process alone uses the accounts, and its clock makes the numbers.
    std::function<Result<std::uint64_t>(std::string_view account, std::uint64_t count)>
        take_sequences;
    std::string ca_file;  // PEM of the authorities of HTTPS servers; empty: the system's
  };

  // Loads every account's plugin and begins to connect. One wrong account is an error; its
  // message names it. `clock` and `random` must outlive the host.
  static Result<std::unique_ptr<ChannelHost>> start(Options options,
                                                    std::vector<ChannelAccount> accounts,
                                                    const Clock& clock, Random& random);
  // As stop() without grace.
  ~ChannelHost() override;
  ChannelHost(const ChannelHost&) = delete;
  ChannelHost& operator=(const ChannelHost&) = delete;

  // Refuses new operations (not_sent, "gateway_stopping"), waits up to `grace` for those under
  // way, ends the rest as unknown (or not_sent where that is proven), signs off and closes. Blocks;
  // the executor that runs the operations must still run. May be called twice.
  void stop(std::chrono::milliseconds grace);

  // New versions of plugins, and of the settings, secrets, endpoints and connections of accounts,
  // while operations run: those that begin afterwards go to the new version, those under way end in
  // the old one, which is closed when the last has left. All accounts or none; gives how many
  // changed. Blocks while plugins are loaded. Errors as start(); conflict: what needs a restart
  // (other accounts, another mode, deadline or bound, a plugin that declares something else).
  Result<std::size_t> reload(PluginPolicy trust, std::vector<ChannelAccount> accounts);

  Task<Outcome> execute(ChannelCall call) override;
  const ChannelTraits* find_traits(std::string_view channel_account) const override;
  std::chrono::milliseconds deadline(std::string_view channel_account) const override;
  std::uint64_t next_sequence(std::string_view channel_account) override;

  bool takes_notifications(std::string_view channel,
                           std::string_view channel_account) const override;
  NotificationReading read_notification(std::string_view channel_account,
                                        const RawNotification& notification) const override;

  std::vector<ChannelAccountStats> stats() const;

 private:
  class Runners;
  explicit ChannelHost(std::unique_ptr<Runners> runners);
  std::unique_ptr<Runners> runners_;
};

}  // namespace tollgate::channel
