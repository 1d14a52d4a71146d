#include "gateway/adapters/mysql/store_statistics.h"

#include <algorithm>
#include <numeric>

namespace tollgate::mysql {

void LatencyHistogram::record(std::chrono::microseconds latency) {
  const auto micros = static_cast<std::uint64_t>(std::max<std::int64_t>(latency.count(), 0));
  const auto* bound = std::lower_bound(kBoundsMicros.begin(), kBoundsMicros.end(), micros);
  const auto bucket = static_cast<std::size_t>(bound - kBoundsMicros.begin());
  buckets_[bucket].fetch_add(1, std::memory_order_relaxed);
  sum_micros_.fetch_add(micros, std::memory_order_relaxed);
}

LatencyHistogram::Counts LatencyHistogram::counts() const {
  Counts counts{};
  for (std::size_t i = 0; i < counts.size(); ++i)
    counts[i] = buckets_[i].load(std::memory_order_relaxed);
  return counts;
}

std::uint64_t StoreStatistics::latency_micros_at(double share) const {
  const auto total = std::accumulate(latency.begin(), latency.end(), std::uint64_t{0});
  const double wanted = share * static_cast<double>(total);
  std::uint64_t seen = 0;
  for (std::size_t i = 0; i < LatencyHistogram::kBoundsMicros.size(); ++i) {
    seen += latency[i];
    if (static_cast<double>(seen) >= wanted) return LatencyHistogram::kBoundsMicros[i];
  }
  return LatencyHistogram::kBoundsMicros.back();
}

}  // namespace tollgate::mysql
