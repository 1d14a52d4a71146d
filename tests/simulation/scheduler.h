// Scheduler: the one thread of a simulated world. Whatever can run next waits here, and a seeded
// random draws which one does: every seed is an interleaving, and the same one each time. Time
// stands still while anything can run and then jumps to the next timer. No real clock, no sleep.
//
// Work belongs to an owner. Dropping an owner destroys its coroutines where they stand: a crash.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "gateway/app/task.h"
// Asio's parts that custom executors need.
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/execution_context.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "gateway/adapters/memory/manual_clock.h"
#include "gateway/adapters/memory/seeded_random.h"

namespace tollgate::simulation {

using Owner = std::uint8_t;
inline constexpr Owner kOutside = 0;  // clients, channels, the bus: nothing that crashes

// A function that runs at most once; destroyed without having run, it drops what it holds.
class Work {
 public:
  Work() = default;
  template <class F>
  explicit Work(F function) : held_(std::make_unique<Held<F>>(std::move(function))) {}

  void run() { held_->run(); }
  explicit operator bool() const { return held_ != nullptr; }

 private:
  struct Base {
    virtual ~Base() = default;
    virtual void run() = 0;
  };
  template <class F>
  struct Held final : Base {
    explicit Held(F taken) : function(std::move(taken)) {}
    void run() override { function(); }
    F function;
  };
  std::unique_ptr<Base> held_;
};

class Scheduler {
 public:
  Scheduler(memory::SeededRandom& random, memory::ManualClock& clock)
      : random_(random), clock_(clock) {}
  ~Scheduler();
  Scheduler(const Scheduler&) = delete;
  Scheduler& operator=(const Scheduler&) = delete;

  boost::asio::any_io_executor executor(Owner owner);
  void post(Owner owner, Work work) { ready_.push_back({owner, std::move(work)}); }
  void post_at(Timestamp time, Owner owner, Work work);

  // Runs one thing, or moves time to the next timer first. False: nothing is left to do.
  bool step();
  std::uint64_t steps() const { return steps_; }
  // Anything but timers.
  bool busy() const { return !ready_.empty(); }
  std::optional<Timestamp> next_timer() const;
  // Destroys all that belongs to `owner`, whatever it waits for.
  void drop(Owner owner);
  // Which work ran in which order, as a number.
  std::uint64_t digest() const { return digest_; }
  void trace(std::uint64_t value) { digest_ = (digest_ ^ value) * 0x9e3779b97f4a7c15ULL + value; }

  // Lets others run first; then, for sleep, only after `duration`.
  Task<void> yield(Owner owner);
  Task<void> sleep(Owner owner, Duration duration);

 private:
  struct Ready {
    Owner owner;
    Work work;
  };
  struct Timer {
    Timestamp time;
    std::uint64_t number;  // of two at one time the earlier set goes first
    Owner owner;
    Work work;
    bool operator>(const Timer& other) const {
      return std::pair(time, number) > std::pair(other.time, other.number);
    }
  };

  memory::SeededRandom& random_;
  memory::ManualClock& clock_;
  boost::asio::execution_context context_;
  std::vector<Ready> ready_;
  std::vector<Timer> timers_;  // a heap, the next one first
  std::uint64_t timers_set_ = 0;
  std::uint64_t steps_ = 0;
  std::uint64_t digest_ = 0;

  friend class Executor;
};

// A coroutine's wait for somebody to ring. At most one waits; a ring before it waits is kept.
class Bell {
 public:
  Bell(Scheduler& scheduler, memory::ManualClock& clock, Owner owner)
      : scheduler_(scheduler), clock_(clock), owner_(owner) {}

  Task<void> wait();
  bool is_waited_for() const { return static_cast<bool>(waiter_); }
  void ring(Duration after);
  void drop() { waiter_ = Work(); }

 private:
  Scheduler& scheduler_;
  memory::ManualClock& clock_;
  const Owner owner_;
  Work waiter_;
  bool rung_ = false;
};

}  // namespace tollgate::simulation
