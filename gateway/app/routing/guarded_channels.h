// GuardedChannels: the ChannelPort between the use cases and the channels that feeds each account's
// health and keeps new charges away while its breaker is open: they are not_sent at once. Voids,
// captures, refunds, queries and repeats of what was sent before always pass. Safe from any thread.
#pragma once

#include "gateway/app/ports/channel_port.h"
#include "gateway/app/routing/router.h"

namespace tollgate {

class GuardedChannels final : public ChannelPort {
 public:
  // All three must outlive it.
  GuardedChannels(ChannelPort& channels, Router& router, const Clock& clock)
      : channels_(channels), router_(router), clock_(clock) {}

  Task<Outcome> execute(ChannelCall call) override;
  const ChannelTraits* find_traits(std::string_view channel_account) const override {
    return channels_.find_traits(channel_account);
  }
  std::chrono::milliseconds deadline(std::string_view channel_account) const override {
    return channels_.deadline(channel_account);
  }
  std::uint64_t next_sequence(std::string_view channel_account) override {
    return channels_.next_sequence(channel_account);
  }

 private:
  ChannelPort& channels_;
  Router& router_;
  const Clock& clock_;
};

}  // namespace tollgate
