// RateLimits: how many requests each API key may make of this node. Safe from any thread.
#pragma once

#include <atomic>
#include <mutex>
#include <unordered_map>

#include "gateway/app/rate_bucket.h"
#include "gateway/payment/ids.h"

namespace tollgate {

struct RateStanding {
  bool is_within = true;
  std::uint32_t tokens = 0;  // requests that may follow at once
  Duration next{};           // until one more may follow
  Duration full{};           // until as many as ever may follow at once
};

class RateLimits {
 public:
  explicit RateLimits(RateLimit limit) : limit_(limit) {}

  // Counts one request. `key` must be one that is in force: that bounds what is kept.
  RateStanding count(ApiKeyId key, Timestamp now);
  RateLimit limit() const { return limit_; }
  std::uint64_t refused_count() const { return refused_.load(std::memory_order_relaxed); }

 private:
  const RateLimit limit_;
  std::mutex mutex_;
  std::unordered_map<ApiKeyId, RateBucket> buckets_;
  std::atomic<std::uint64_t> refused_{0};
};

}  // namespace tollgate
