// RateBucket: a token bucket: so many a second, so many at once. Not thread-safe; its owner locks.
#pragma once

#include <algorithm>
#include <cstdint>

#include "gateway/base/clock.h"

namespace tollgate {

struct RateLimit {
  std::uint32_t per_second = 1;
  std::uint32_t burst = 1;  // at once, after a rest
};

class RateBucket {
 public:
  // Takes one token if there is one. A clock that goes back gives none and takes none.
  bool take(Timestamp now, RateLimit limit) {
    const std::int64_t most = std::int64_t{limit.burst} * kMicros;
    if (!begun_) micro_tokens_ = most;
    const std::int64_t passed = begun_ ? std::max<std::int64_t>((now - last_).count(), 0) : 0;
    begun_ = true;
    last_ = now;
    // An hour fills every bucket: bounded, so that nothing overflows.
    micro_tokens_ += std::min<std::int64_t>(passed, 3600 * kMicros) * limit.per_second;
    micro_tokens_ = std::min(micro_tokens_, most);
    if (micro_tokens_ < kMicros) return false;
    micro_tokens_ -= kMicros;
    return true;
  }

  // As of the last take().
  std::uint32_t tokens() const { return static_cast<std::uint32_t>(micro_tokens_ / kMicros); }
  Duration time_to_next(RateLimit limit) const { return time_to(kMicros, limit); }
  Duration time_to_full(RateLimit limit) const { return time_to(limit.burst * kMicros, limit); }

 private:
  static constexpr std::int64_t kMicros = 1'000'000;

  Duration time_to(std::int64_t micro_tokens, RateLimit limit) const {
    return Duration(std::max<std::int64_t>(micro_tokens - micro_tokens_, 0) / limit.per_second);
  }

  std::int64_t micro_tokens_ = 0;
  Timestamp last_{};
  bool begun_ = false;
};

}  // namespace tollgate
