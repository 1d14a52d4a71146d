// OperationGate: counts the operations of one account that are under way, bounds them, and lets a
// stop wait for them. Safe from any thread; free of locks while it is open.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <mutex>

namespace tollgate::channel {

class OperationGate {
 public:
  enum class Verdict { admitted, full, closed };

  explicit OperationGate(std::size_t most) : most_(most) {}

  // After `admitted`, leave() must follow once.
  Verdict enter();
  void leave();

  void close();  // nobody enters any more
  // True when everybody had left before the time was over. Needs close() first.
  bool wait_until_empty(std::chrono::steady_clock::time_point until);

  std::size_t inside() const { return inside_.load(std::memory_order_relaxed); }

 private:
  const std::size_t most_;
  std::atomic<std::size_t> inside_{0};
  std::atomic<bool> closed_{false};
  std::mutex mutex_;
  std::condition_variable emptied_;
};

}  // namespace tollgate::channel
