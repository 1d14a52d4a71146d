// RateBucket: a token bucket: so many a second, so many at once. Not thread-safe; its owner locks.
#pragma once

#include <algorithm>
#include <cstdint>

#include "gateway/base/clock.h"

namespace tollgate {

class RateBucket {
 public:
  // Takes one token if there is one. A clock that goes back gives none and takes none.
  bool take(Timestamp now, std::uint32_t per_second, std::uint32_t burst) {
    constexpr std::int64_t kMicros = 1'000'000;
    const std::int64_t most = std::int64_t{burst} * kMicros;
    if (!begun_) micro_tokens_ = most;
    const std::int64_t passed = begun_ ? std::max<std::int64_t>((now - last_).count(), 0) : 0;
    begun_ = true;
    last_ = now;
    // An hour fills every bucket: bounded, so that nothing overflows.
    micro_tokens_ += std::min<std::int64_t>(passed, 3600 * kMicros) * per_second;
    micro_tokens_ = std::min(micro_tokens_, most);
    if (micro_tokens_ < kMicros) return false;
    micro_tokens_ -= kMicros;
    return true;
  }

 private:
  std::int64_t micro_tokens_ = 0;
  Timestamp last_{};
  bool begun_ = false;
};

}  // namespace tollgate
