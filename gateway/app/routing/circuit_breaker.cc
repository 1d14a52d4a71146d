#include "gateway/app/routing/circuit_breaker.h"

namespace tollgate {

void CircuitBreaker::enter(BreakerState state) {
  const std::uint64_t changes = phase_.load(std::memory_order_relaxed) / 4 + 1;
  window_.clear();
  probes_under_way_ = 0;
  probes_succeeded_ = 0;
  phase_.store(4 * changes + static_cast<std::uint64_t>(state), std::memory_order_release);
}

// A clock that was set back must not keep an account away for an hour.
bool CircuitBreaker::open_is_over(Timestamp now) const {
  return now < opened_at_ || now - opened_at_ >= limits_.open_for;
}

CircuitBreaker::Permit CircuitBreaker::pass() const {
  return {true, false, phase_.load(std::memory_order_acquire)};
}

CircuitBreaker::Permit CircuitBreaker::admit(Timestamp now) {
  const Permit call = pass();
  if (state_of(call.phase) == BreakerState::closed) return call;
  const std::lock_guard lock(mutex_);
  if (state_of(phase_) == BreakerState::open && open_is_over(now)) enter(BreakerState::half_open);
  switch (state_of(phase_)) {
    case BreakerState::closed:
      return pass();
    case BreakerState::half_open:
      if (probes_under_way_ + probes_succeeded_ >= limits_.probes) return {};
      ++probes_under_way_;
      return {true, true, phase_};
    case BreakerState::open:
      break;
  }
  return {};
}

void CircuitBreaker::record(Permit permit, CallResult result, Timestamp now) {
  if (!permit.admitted) return;
  const std::lock_guard lock(mutex_);
  if (permit.phase != phase_.load(std::memory_order_relaxed)) return;
  if (permit.probe) {
    --probes_under_way_;
    if (result == CallResult::success && ++probes_succeeded_ >= limits_.probes)
      enter(BreakerState::closed);
    if (result == CallResult::failure) {
      opened_at_ = now;
      enter(BreakerState::open);
    }
    return;
  }
  if (state_of(permit.phase) != BreakerState::closed || result == CallResult::none) return;
  window_.add(result == CallResult::success, now);
  if (result != CallResult::failure || limits_.failure_percent == 0) return;
  const auto counts = window_.counts(now);
  const bool enough = counts.all() >= limits_.minimum_calls;
  if (!enough || counts.bad * 100 < limits_.failure_percent * counts.all()) return;
  opened_at_ = now;
  enter(BreakerState::open);
}

bool CircuitBreaker::would_admit(Timestamp now) const {
  if (state_of(phase_.load(std::memory_order_acquire)) == BreakerState::closed) return true;
  const std::lock_guard lock(mutex_);
  switch (state_of(phase_)) {
    case BreakerState::open:
      return open_is_over(now);
    case BreakerState::half_open:
      return probes_under_way_ + probes_succeeded_ < limits_.probes;
    case BreakerState::closed:
      break;
  }
  return true;
}

BreakerState CircuitBreaker::state(Timestamp now) const {
  const std::lock_guard lock(mutex_);
  const BreakerState state = state_of(phase_);
  return state == BreakerState::open && open_is_over(now) ? BreakerState::half_open : state;
}

}  // namespace tollgate
