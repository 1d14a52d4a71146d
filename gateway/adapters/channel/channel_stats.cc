#include "gateway/adapters/channel/channel_stats.h"

#include <algorithm>

namespace tollgate::channel {

void OperationCounters::record(OutcomeKind kind,
                               std::chrono::steady_clock::duration latency_of_one) {
  const auto micros = static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::microseconds>(latency_of_one).count());
  const auto bucket =
      std::lower_bound(kLatencyBoundsMicros.begin(), kLatencyBoundsMicros.end(), micros) -
      kLatencyBoundsMicros.begin();
  outcomes.at(static_cast<std::size_t>(kind)).fetch_add(1, std::memory_order_relaxed);
  latency.at(static_cast<std::size_t>(bucket)).fetch_add(1, std::memory_order_relaxed);
  latency_sum_micros.fetch_add(micros, std::memory_order_relaxed);
}

}  // namespace tollgate::channel
