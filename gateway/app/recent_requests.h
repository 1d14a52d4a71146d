// RecentRequests: remembers which idempotency keys this process saw lately, so that a retry reads
// its stored answer before the rules count it as another attempt, and a first request pays no
// read at all. Only a hint: the database decides. Bounded; safe from any thread.
#pragma once

#include <cstring>
#include <deque>
#include <mutex>
#include <unordered_set>

#include "gateway/base/digest.h"

namespace tollgate {

class RecentRequests {
 public:
  explicit RecentRequests(std::size_t capacity) : capacity_(capacity) {}

  // True when the digest was here before; remembers it either way.
  bool seen(const Digest16& digest);

 private:
  struct Hash {
    std::size_t operator()(const Digest16& digest) const noexcept {
      std::size_t value = 0;
      std::memcpy(&value, digest.data(), sizeof value);  // a digest is random already
      return value;
    }
  };

  const std::size_t capacity_;
  std::mutex mutex_;
  std::unordered_set<Digest16, Hash> digests_;
  std::deque<Digest16> order_;  // oldest first
};

}  // namespace tollgate
