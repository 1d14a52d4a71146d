#include "gateway/adapters/channel/operation_gate.h"

namespace tollgate::channel {

// Counts first and looks at closed_ afterwards, as close() sets closed_ before a waiter looks at
// the count: one of the two always sees the other.
OperationGate::Verdict OperationGate::enter() {
  const std::size_t before = inside_.fetch_add(1);
  if (closed_.load()) {
    leave();
    return Verdict::closed;
  }
  if (before >= most_) {
    leave();
    return Verdict::full;
  }
  return Verdict::admitted;
}

void OperationGate::leave() {
  if (inside_.fetch_sub(1) != 1 || !closed_.load()) return;
  const std::lock_guard lock(mutex_);
  emptied_.notify_all();
}

void OperationGate::close() { closed_.store(true); }

bool OperationGate::wait_until_empty(std::chrono::steady_clock::time_point until) {
  std::unique_lock lock(mutex_);
  return emptied_.wait_until(lock, until, [this] { return inside_.load() == 0; });
}

}  // namespace tollgate::channel
