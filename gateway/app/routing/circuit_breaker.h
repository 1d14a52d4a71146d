// CircuitBreaker: keeps new charges away from a channel account that fails, and sends it a few now
// and then to learn when it is well again.
//
//             failures reach the limit            open_for is over
//   closed ───────────────────────────▶ open ─────────────────────▶ half_open
//     ▲                                  ▲                            │   │
//     │                                  └──────── a probe fails ─────┘   │
//     └──────────────────────────────────── every probe succeeds ─────────┘
//
// A result counts only in the phase in which its call was admitted: what was sent before the
// breaker opened says nothing about an account that has recovered. Safe from any thread; admit()
// of a closed breaker takes no lock.
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>

#include "gateway/app/routing/outcome_window.h"

namespace tollgate {

struct BreakerLimits {
  Duration window = std::chrono::seconds(10);
  std::uint32_t minimum_calls = 20;    // fewer say nothing
  std::uint32_t failure_percent = 50;  // of the window's calls; 0: it never opens
  Duration open_for = std::chrono::seconds(5);
  std::uint32_t probes = 3;  // at once, and as many must succeed
};

enum class BreakerState : std::uint8_t { closed = 0, half_open = 1, open = 2 };

enum class CallResult : std::uint8_t {
  none = 0,  // says nothing of the account's health
  success,
  failure,
};

class CircuitBreaker {
 public:
  // Right to make one call; record() must follow once when `admitted`.
  struct Permit {
    bool admitted = false;
    bool probe = false;
    std::uint64_t phase = 0;
  };

  explicit CircuitBreaker(BreakerLimits limits) : limits_(limits), window_(limits.window) {}

  Permit admit(Timestamp now);
  // Of a call that must go through whatever the state; its result still counts.
  Permit pass() const;
  void record(Permit permit, CallResult result, Timestamp now);

  // What admit() would say; by the time it is asked another call may have taken the probe.
  bool would_admit(Timestamp now) const;
  BreakerState state(Timestamp now) const;

 private:
  bool open_is_over(Timestamp now) const;
  void enter(BreakerState state);
  static BreakerState state_of(std::uint64_t phase) { return static_cast<BreakerState>(phase % 4); }

  const BreakerLimits limits_;
  std::atomic<std::uint64_t> phase_{0};  // 4 * how often it changed + state
  mutable std::mutex mutex_;             // of all below
  OutcomeWindow window_;                 // while closed
  Timestamp opened_at_{};
  std::uint32_t probes_under_way_ = 0;
  std::uint32_t probes_succeeded_ = 0;
};

}  // namespace tollgate
