// AccountRunner: one channel account at work: its plugin's channel, its wire, its bounds and its
// counters. Safe from any thread. An operation under way keeps it alive.
#pragma once

#include <memory>

#include "gateway/adapters/channel/account_wire.h"
#include "gateway/adapters/channel/channel_account.h"
#include "gateway/adapters/channel/channel_stats.h"
#include "gateway/adapters/channel/operation_driver.h"
#include "gateway/adapters/channel/operation_gate.h"
#include "gateway/adapters/channel/plugin_channel.h"
#include "gateway/adapters/channel/request_source.h"
#include "gateway/app/ports/channel_port.h"
#include "gateway/app/ports/notification_reader.h"
#include "gateway/base/digest.h"

namespace tollgate::channel {

// Of everything that an AccountRunner is made from.
Digest32 fingerprint_of(const ChannelAccount& account, const PluginLibrary& library);

class AccountRunner {
 public:
  // Makes the channel and begins to connect. Errors as PluginChannel::create, and
  // permission_denied when the plugin wants to connect to no endpoint of the account.
  static Result<std::shared_ptr<AccountRunner>> start(ChannelAccount account,
                                                      std::shared_ptr<PluginLibrary> library,
                                                      std::shared_ptr<RequestSource> source,
                                                      std::shared_ptr<AccountCounters> counters,
                                                      std::shared_ptr<HttpWire> http,
                                                      boost::asio::io_context& frame_context);

  // The task keeps the runner alive.
  static Task<Outcome> execute(std::shared_ptr<AccountRunner> runner, ChannelCall call);
  bool takes_notifications() const { return channel_->notify() != nullptr; }
  // Needs takes_notifications().
  NotificationReading read_notification(const RawNotification& notification) const;

  const ChannelTraits& traits() const { return channel_->description().traits; }
  std::chrono::milliseconds deadline() const { return account_.deadline; }
  // What the account goes on with in another version.
  const std::shared_ptr<RequestSource>& source() const { return source_; }
  const std::shared_ptr<AccountCounters>& counters() const { return counters_; }
  // Of all that made it: account, secrets and library. Another one needs another runner.
  const Digest32& fingerprint() const { return fingerprint_; }
  Mode mode() const { return account_.mode; }
  std::size_t in_flight_max() const { return account_.in_flight_max; }
  std::uint64_t next_sequence() { return source_->next_sequence(); }
  SequenceNumbers& sequence_numbers() { return source_->sequence_numbers(); }
  ChannelAccountStats stats() const;

  OperationGate& gate() { return gate_; }
  void stop_wire() { wire_->stop(); }

 private:
  AccountRunner(ChannelAccount account, std::shared_ptr<PluginChannel> channel,
                std::shared_ptr<RequestSource> source, std::shared_ptr<AccountCounters> counters,
                std::unique_ptr<AccountWire> wire, const Digest32& fingerprint);
  // What the channel's own declaration forbids, answered without asking it; nothing: go on.
  std::optional<Outcome> refuse(const ChannelCall& call) const;

  const ChannelAccount account_;  // without its secrets
  const std::shared_ptr<PluginChannel> channel_;
  const std::shared_ptr<RequestSource> source_;
  const std::unique_ptr<AccountWire> wire_;
  const std::shared_ptr<AccountCounters> counters_;
  const Digest32 fingerprint_;
  OperationGate gate_;
};

}  // namespace tollgate::channel
