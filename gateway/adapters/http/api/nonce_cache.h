// NonceCache: the nonces of safe requests within the signature window, in memory only. Nonces of
// unsafe requests are durable instead: they ride in the first commit. Bounded; any thread.
#pragma once

#include <deque>
#include <mutex>
#include <unordered_set>

#include "gateway/base/clock.h"
#include "gateway/base/digest.h"

namespace tollgate::http {

class NonceCache {
 public:
  explicit NonceCache(std::size_t capacity) : capacity_(capacity) {}

  enum class Use { fresh, replayed, full };
  // Remembers the nonce until `until`. Full: it cannot be remembered, so it must be refused.
  Use use(const Digest16& nonce, Timestamp now, Timestamp until);

 private:
  struct Hash {
    std::size_t operator()(const Digest16& digest) const noexcept;
  };

  const std::size_t capacity_;
  std::mutex mutex_;
  std::unordered_set<Digest16, Hash> nonces_;
  std::deque<std::pair<Timestamp, Digest16>> order_;
};

}  // namespace tollgate::http
