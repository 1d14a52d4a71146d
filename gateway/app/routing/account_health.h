// AccountHealth: how a channel account does, from the operations that went through this process.
// Safe from any thread.
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <optional>

#include "gateway/app/routing/circuit_breaker.h"
#include "gateway/payment/operation.h"

namespace tollgate {

// What an outcome says of its account. A decline is an answer: the account is well. `slow_after` of
// zero: no answer is too slow.
CallResult result_of(const Outcome& outcome, Duration took, Duration slow_after);

class AccountHealth {
 public:
  AccountHealth(BreakerLimits breaker, std::size_t in_flight_max)
      : breaker(breaker), in_flight_max_(in_flight_max) {}

  // Whether a new charge would be sent now, as far as this process knows.
  bool takes_charges(Timestamp now) const {
    return in_flight_.load(std::memory_order_relaxed) < in_flight_max_ && breaker.would_admit(now);
  }

  void enter() { in_flight_.fetch_add(1, std::memory_order_relaxed); }
  void leave() { in_flight_.fetch_sub(1, std::memory_order_relaxed); }

  void count_charge(bool succeeded, Timestamp now);
  // Of the charges that ended within the last minute; nothing when none did.
  std::optional<double> success_ratio(Timestamp now) const;

  CircuitBreaker breaker;
  std::atomic<std::uint64_t> refused_by_breaker{0};

 private:
  const std::size_t in_flight_max_;
  std::atomic<std::size_t> in_flight_{0};
  mutable std::mutex mutex_;
  OutcomeWindow charges_{std::chrono::minutes(1)};  // guarded by mutex_
};

}  // namespace tollgate
