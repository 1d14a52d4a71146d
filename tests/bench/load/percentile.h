#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

namespace tollgate::bench {

// The smallest latency that at least this share of the sorted latencies does not exceed.
inline double percentile_ms(const std::vector<std::uint32_t>& sorted_us, double share) {
  if (sorted_us.empty()) return 0;
  const auto rank =
      static_cast<std::size_t>(std::ceil(share * static_cast<double>(sorted_us.size())));
  return sorted_us[std::max<std::size_t>(rank, 1) - 1] / 1000.0;
}

}  // namespace tollgate::bench
