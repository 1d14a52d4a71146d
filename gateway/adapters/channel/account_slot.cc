#include "gateway/adapters/channel/account_slot.h"

#include <algorithm>
#include <tuple>

#include "gateway/base/log.h"

namespace tollgate::channel {

void AccountSlot::replace(std::shared_ptr<AccountRunner> next) {
  const std::lock_guard lock(mutex_);
  draining_.push_back(std::exchange(runner_, std::move(next)));
}

bool AccountSlot::declares_the_same(const ChannelTraits& other) const {
  const auto all = [](const ChannelTraits& traits) {
    return std::tie(traits.channel, traits.operations, traits.needs_card, traits.currencies,
                    traits.methods, traits.partial_capture, traits.multiple_capture,
                    traits.partial_void, traits.partial_refund, traits.query_settle_time,
                    traits.recovery);
  };
  const auto same_limit = [](const CurrencyLimit& a, const CurrencyLimit& b) {
    return a.currency == b.currency && a.minimum_minor == b.minimum_minor &&
           a.maximum_minor == b.maximum_minor;
  };
  return all(traits_) == all(other) &&
         std::equal(traits_.limits.begin(), traits_.limits.end(), other.limits.begin(),
                    other.limits.end(), same_limit);
}

// Nobody can find an old version any more, so one that only we hold stays so.
std::size_t AccountSlot::close_the_drained() {
  std::vector<std::shared_ptr<AccountRunner>> drained;
  std::size_t left = 0;
  {
    const std::lock_guard lock(mutex_);
    const auto first_drained =
        std::stable_partition(draining_.begin(), draining_.end(),
                              [](const auto& runner) { return runner.use_count() > 1; });
    drained.assign(std::make_move_iterator(first_drained),
                   std::make_move_iterator(draining_.end()));
    draining_.erase(first_drained, draining_.end());
    left = draining_.size();
  }
  for (const auto& runner : drained) {
    const ChannelAccountStats last = runner->stats();
    runner->stop_wire();
    log_info("An old version of a channel is drained and closed",
             {{"channel", last.account}, {"plugin", last.plugin}, {"version", last.version}});
  }
  return left;
}

ChannelAccountStats AccountSlot::stats() const {
  const auto runners = all();
  ChannelAccountStats stats = runners.front()->stats();
  for (std::size_t i = 1; i < runners.size(); ++i) stats.in_flight += runners[i]->gate().inside();
  stats.versions_draining = runners.size() - 1;
  return stats;
}

std::vector<std::shared_ptr<AccountRunner>> AccountSlot::all() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::shared_ptr<AccountRunner>> runners{runner_};
  runners.insert(runners.end(), draining_.begin(), draining_.end());
  return runners;
}

}  // namespace tollgate::channel
