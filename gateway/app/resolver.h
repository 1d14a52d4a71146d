// Resolver: settles what is due. It claims by lease the operations that have no final outcome, and
// the payments whose time is over, and lets resolve_operation and expire_payment do the rest.
// Nothing is ever turned into a failure without evidence.
#pragma once

#include <atomic>
#include <cstdint>

#include "gateway/app/resolve_operation.h"

namespace tollgate {

struct ResolverLimits {
  // Longer than any channel's deadline, and no longer than that: what a process that died had
  // claimed is looked at again after it.
  Duration lease = std::chrono::seconds(15);
  Duration poll = std::chrono::milliseconds(500);
  std::size_t batch = 64;       // claimed at once
  std::size_t in_flight = 256;  // being settled at once
};

class Resolver {
 public:
  Resolver(Services& services, ResolverLimits limits) : services_(services), limits_(limits) {}

  // Claims and settles until stop(). Spawn it once on the gateway's executor.
  Task<void> run();
  void stop() { stopping_ = true; }
  // Makes run() look at once; safe from any thread.
  void wake() { woken_ = true; }

  // Settles one claimed operation as far as it goes now.
  Task<void> resolve(Operation operation);
  // Closes one claimed payment whose time is over, after asking its channel.
  Task<void> expire(Payment payment);

  std::uint64_t resolved_count() const { return resolved_; }
  std::uint64_t parked_count() const { return parked_; }
  std::uint64_t expired_count() const { return expired_; }
  bool idle() const { return in_flight_ == 0; }

 private:
  Task<void> claim_operations();
  Task<void> claim_payments();

  Services& services_;
  const ResolverLimits limits_;
  std::atomic<bool> stopping_{false};
  std::atomic<bool> woken_{false};
  std::atomic<std::size_t> in_flight_{0};
  std::atomic<std::uint64_t> resolved_{0};
  std::atomic<std::uint64_t> parked_{0};
  std::atomic<std::uint64_t> expired_{0};
};

}  // namespace tollgate
