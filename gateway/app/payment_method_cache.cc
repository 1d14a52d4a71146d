#include "gateway/app/payment_method_cache.h"

namespace tollgate {

std::optional<PaymentMethod> PaymentMethodCache::find(PaymentMethodId id, Timestamp now) {
  const std::lock_guard lock(mutex_);
  const auto known = by_id_.find(id);
  if (known == by_id_.end()) return std::nullopt;
  if (known->second->expires_at <= now) {
    entries_.erase(known->second);
    by_id_.erase(known);
    return std::nullopt;
  }
  entries_.splice(entries_.begin(), entries_, known->second);
  return entries_.front().method;
}

void PaymentMethodCache::put(PaymentMethod method, Timestamp now) {
  const std::lock_guard lock(mutex_);
  if (by_id_.contains(method.id)) return;
  entries_.push_front(Entry{std::move(method), now + lifetime_});
  by_id_.emplace(entries_.front().method.id, entries_.begin());
  if (entries_.size() <= capacity_) return;
  by_id_.erase(entries_.back().method.id);
  entries_.pop_back();
}

}  // namespace tollgate
