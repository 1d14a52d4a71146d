// PaymentMethodCache: payment methods read lately, so that a card on file costs no read on the
// payment's way. Their rows never change; a deleted one is forgotten within a minute. Bounded;
// safe from any thread. What it holds is sealed.
#pragma once

#include <list>
#include <mutex>
#include <optional>
#include <unordered_map>

#include "gateway/payment/payment_method.h"

namespace tollgate {

class PaymentMethodCache {
 public:
  PaymentMethodCache(std::size_t capacity, Duration lifetime)
      : capacity_(capacity), lifetime_(lifetime) {}

  std::optional<PaymentMethod> find(PaymentMethodId id, Timestamp now);
  void put(PaymentMethod method, Timestamp now);

 private:
  struct Entry {
    PaymentMethod method;
    Timestamp expires_at{};
  };
  using Entries = std::list<Entry>;  // the least lately used last

  const std::size_t capacity_;
  const Duration lifetime_;
  std::mutex mutex_;
  Entries entries_;
  std::unordered_map<PaymentMethodId, Entries::iterator> by_id_;
};

}  // namespace tollgate
