// CvcCache: card security codes between the token and its first payment. In memory only, given
// out once, wiped when taken, expired or pushed out. Safe from any thread.
#pragma once

#include <deque>
#include <mutex>
#include <unordered_map>

#include "gateway/base/clock.h"
#include "gateway/base/secret.h"
#include "gateway/payment/ids.h"

namespace tollgate {

class CvcCache {
 public:
  CvcCache(std::size_t capacity, Duration lifetime) : capacity_(capacity), lifetime_(lifetime) {}

  void put(PaymentMethodId id, Secret cvc, Timestamp now);
  // The code, or an empty Secret when there is none (any more).
  Secret take(PaymentMethodId id, Timestamp now);

 private:
  struct Entry {
    Secret cvc;
    Timestamp expires_at{};
  };
  void drop_expired(Timestamp now);

  const std::size_t capacity_;
  const Duration lifetime_;
  std::mutex mutex_;
  std::unordered_map<PaymentMethodId, Entry> entries_;
  std::deque<std::pair<Timestamp, PaymentMethodId>> order_;  // oldest expiry first
};

}  // namespace tollgate
