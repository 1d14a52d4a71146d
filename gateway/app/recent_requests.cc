#include "gateway/app/recent_requests.h"

namespace tollgate {

bool RecentRequests::seen(const Digest16& digest) {
  const std::lock_guard lock(mutex_);
  if (!digests_.insert(digest).second) return true;
  order_.push_back(digest);
  if (order_.size() > capacity_) {
    digests_.erase(order_.front());
    order_.pop_front();
  }
  return false;
}

}  // namespace tollgate
