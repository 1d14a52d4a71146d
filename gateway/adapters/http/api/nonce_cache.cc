#include "gateway/adapters/http/api/nonce_cache.h"

#include <cstring>

namespace tollgate::http {

std::size_t NonceCache::Hash::operator()(const Digest16& digest) const noexcept {
  std::size_t value = 0;
  std::memcpy(&value, digest.data(), sizeof value);
  return value;
}

NonceCache::Use NonceCache::use(const Digest16& nonce, Timestamp now, Timestamp until) {
  const std::lock_guard lock(mutex_);
  while (!order_.empty() && order_.front().first <= now) {
    nonces_.erase(order_.front().second);
    order_.pop_front();
  }
  if (nonces_.contains(nonce)) return Use::replayed;
  if (nonces_.size() >= capacity_) return Use::full;
  nonces_.insert(nonce);
  // Nearly in order: all windows have one length, so a late entry only stays a little longer.
  order_.emplace_back(until, nonce);
  return Use::fresh;
}

}  // namespace tollgate::http
