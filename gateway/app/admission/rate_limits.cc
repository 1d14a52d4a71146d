#include "gateway/app/admission/rate_limits.h"

namespace tollgate {

RateStanding RateLimits::count(ApiKeyId key, Timestamp now) {
  RateStanding standing;
  {
    const std::lock_guard lock(mutex_);
    RateBucket& bucket = buckets_[key];
    standing.is_within = bucket.take(now, limit_);
    standing.tokens = bucket.tokens();
    standing.next = bucket.time_to_next(limit_);
    standing.full = bucket.time_to_full(limit_);
  }
  if (!standing.is_within) refused_.fetch_add(1, std::memory_order_relaxed);
  return standing;
}

}  // namespace tollgate
