// AccountSlot: the place of one channel account, which outlives what runs in it. A new version of
// the plugin, or new settings, come as another AccountRunner: operations that begin afterwards go
// to it, those under way end in the old one, which is closed when the last has left. What belongs
// to the account and not to a version stays: its sequence numbers, its counters, what it declares.
// Safe from any thread.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "gateway/adapters/channel/account_runner.h"

namespace tollgate::channel {

class AccountSlot {
 public:
  explicit AccountSlot(std::shared_ptr<AccountRunner> first)
      : traits_(first->traits()), runner_(std::move(first)) {}

  std::shared_ptr<AccountRunner> runner() const {
    const std::lock_guard lock(mutex_);
    return runner_;
  }
  // Of the first version; no other may declare anything else.
  const ChannelTraits& traits() const { return traits_; }
  bool declares_the_same(const ChannelTraits& other) const;

  void replace(std::shared_ptr<AccountRunner> next);
  // Closes the old versions that nothing runs in any more; gives how many are left.
  std::size_t close_the_drained();

  ChannelAccountStats stats() const;
  // Every version that still runs, the current one first.
  std::vector<std::shared_ptr<AccountRunner>> all() const;

 private:
  const ChannelTraits traits_;
  mutable std::mutex mutex_;
  std::shared_ptr<AccountRunner> runner_;
  std::vector<std::shared_ptr<AccountRunner>> draining_;
};

}  // namespace tollgate::channel
