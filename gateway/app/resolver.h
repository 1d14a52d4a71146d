// Resolver: settles operations whose outcome is not known. It claims what is due by lease, asks,
// repeats or undoes as the channel declared for the kind, and otherwise parks the operation for a
// person. Nothing is ever turned into a failure without evidence.
#pragma once

#include <atomic>
#include <cstdint>

#include "gateway/app/finish_operation.h"
#include "gateway/app/services.h"

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

  // Settles one claimed operation as far as it goes now. Also used by commands for operators.
  Task<void> resolve(Operation operation);

  std::uint64_t resolved_count() const { return resolved_; }
  std::uint64_t parked_count() const { return parked_; }
  bool idle() const { return in_flight_ == 0; }

 private:
  Task<void> claim_and_spawn();
  Task<void> ask(OperationSubject subject);
  Task<void> repeat(OperationSubject subject);
  Task<void> undo(OperationSubject subject);
  Task<void> park(OperationSubject subject);
  Task<void> store_query_outcome(OperationSubject subject, Outcome outcome);
  Task<bool> commit(Change change, const Operation& operation);

  Services& services_;
  const ResolverLimits limits_;
  std::atomic<bool> stopping_{false};
  std::atomic<bool> woken_{false};
  std::atomic<std::size_t> in_flight_{0};
  std::atomic<std::uint64_t> resolved_{0};
  std::atomic<std::uint64_t> parked_{0};
};

}  // namespace tollgate
