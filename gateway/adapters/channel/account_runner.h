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

namespace tollgate::channel {

class AccountRunner : public std::enable_shared_from_this<AccountRunner> {
 public:
  // Makes the channel and begins to connect. Errors as PluginChannel::create, and
  // permission_denied when the plugin wants to connect to no endpoint of the account.
  static Result<std::shared_ptr<AccountRunner>> start(ChannelAccount account,
                                                      std::shared_ptr<PluginLibrary> library,
                                                      std::shared_ptr<RequestSource> source,
                                                      std::shared_ptr<HttpWire> http,
                                                      boost::asio::io_context& frame_context);

  Task<Outcome> execute(ChannelCall call);
  bool takes_notifications() const { return channel_->notify() != nullptr; }
  // Needs takes_notifications().
  NotificationReading read_notification(const RawNotification& notification) const;

  const ChannelTraits& traits() const { return channel_->description().traits; }
  std::chrono::milliseconds deadline() const { return account_.deadline; }
  std::uint64_t next_sequence() { return source_->next_sequence(); }
  SequenceNumbers& sequence_numbers() { return source_->sequence_numbers(); }
  ChannelAccountStats stats() const;

  OperationGate& gate() { return gate_; }
  void stop_wire() { wire_->stop(); }

 private:
  AccountRunner(ChannelAccount account, std::shared_ptr<PluginChannel> channel,
                std::shared_ptr<RequestSource> source, std::unique_ptr<AccountWire> wire);
  // What the channel's own declaration forbids, answered without asking it; nothing: go on.
  std::optional<Outcome> refuse(const ChannelCall& call) const;

  const ChannelAccount account_;  // without its secrets
  const std::shared_ptr<PluginChannel> channel_;
  const std::shared_ptr<RequestSource> source_;
  const std::unique_ptr<AccountWire> wire_;
  OperationGate gate_;
  OperationCounters counters_;
  mutable NotificationCounters notifications_;
};

}  // namespace tollgate::channel
