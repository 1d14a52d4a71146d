#include "gateway/app/cvc_cache.h"

namespace tollgate {

void CvcCache::drop_expired(Timestamp now) {
  while (!order_.empty() && (order_.front().first <= now || entries_.size() > capacity_ ||
                             order_.size() > 2 * capacity_)) {
    const auto entry = entries_.find(order_.front().second);
    if (entry != entries_.end() && entry->second.expires_at == order_.front().first)
      entries_.erase(entry);
    order_.pop_front();
  }
}

void CvcCache::put(PaymentMethodId id, Secret cvc, Timestamp now) {
  if (cvc.empty()) return;
  const std::lock_guard lock(mutex_);
  const Timestamp expires_at = now + lifetime_;
  entries_.insert_or_assign(id, Entry{std::move(cvc), expires_at});
  order_.emplace_back(expires_at, id);
  drop_expired(now);
}

Secret CvcCache::take(PaymentMethodId id, Timestamp now) {
  const std::lock_guard lock(mutex_);
  drop_expired(now);
  const auto entry = entries_.find(id);
  if (entry == entries_.end()) return {};
  Secret cvc = std::move(entry->second.cvc);
  entries_.erase(entry);
  return cvc;
}

}  // namespace tollgate
