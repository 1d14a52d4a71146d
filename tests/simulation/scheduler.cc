#include "tests/simulation/scheduler.h"

#include <algorithm>
#include <utility>

namespace tollgate::simulation {

using boost::asio::use_awaitable;
namespace execution = boost::asio::execution;

// What Asio's coroutines run on: all work of one owner, through the scheduler's draw.
class Executor {
 public:
  Executor(Scheduler& scheduler, Owner owner) : scheduler_(&scheduler), owner_(owner) {}

  boost::asio::execution_context& query(execution::context_t) const noexcept {
    return scheduler_->context_;
  }
  static constexpr execution::blocking_t query(execution::blocking_t) noexcept {
    return execution::blocking_t::never;
  }
  Executor require(execution::blocking_t::never_t) const noexcept { return *this; }
  template <class F>
  void execute(F function) const {
    scheduler_->post(owner_, Work(std::move(function)));
  }
  bool operator==(const Executor&) const noexcept = default;

 private:
  Scheduler* scheduler_;
  Owner owner_;
};

Scheduler::~Scheduler() {
  while (!ready_.empty() || !timers_.empty()) {
    // Destroying a coroutine's handler makes Asio post the frame's end: it lands in ready_ again.
    const auto ready = std::exchange(ready_, {});
    const auto timers = std::exchange(timers_, {});
  }
}

boost::asio::any_io_executor Scheduler::executor(Owner owner) { return Executor(*this, owner); }

void Scheduler::post_at(Timestamp time, Owner owner, Work work) {
  timers_.push_back({time, ++timers_set_, owner, std::move(work)});
  std::push_heap(timers_.begin(), timers_.end(), std::greater<>());
}

std::optional<Timestamp> Scheduler::next_timer() const {
  return timers_.empty() ? std::nullopt : std::optional(timers_.front().time);
}

bool Scheduler::step() {
  if (ready_.empty()) {
    if (timers_.empty()) return false;
    std::pop_heap(timers_.begin(), timers_.end(), std::greater<>());
    Timer next = std::move(timers_.back());
    timers_.pop_back();
    if (next.time > clock_.now()) clock_.advance_to(next.time);
    ready_.push_back({next.owner, std::move(next.work)});
  }
  ++steps_;
  const std::size_t drawn = ready_.size() == 1 ? 0 : random_.below(ready_.size());
  std::swap(ready_[drawn], ready_.back());
  Ready chosen = std::move(ready_.back());
  ready_.pop_back();
  trace(drawn << 8 | chosen.owner);
  chosen.work.run();
  return true;
}

void Scheduler::drop(Owner owner) {
  const auto is_theirs = [owner](const auto& entry) { return entry.owner == owner; };
  for (;;) {
    std::vector<Work> dropped;
    const auto keep = std::stable_partition(ready_.begin(), ready_.end(), std::not_fn(is_theirs));
    for (auto at = keep; at != ready_.end(); ++at) dropped.push_back(std::move(at->work));
    ready_.erase(keep, ready_.end());
    const auto rest = std::stable_partition(timers_.begin(), timers_.end(), std::not_fn(is_theirs));
    for (auto at = rest; at != timers_.end(); ++at) dropped.push_back(std::move(at->work));
    timers_.erase(rest, timers_.end());
    std::make_heap(timers_.begin(), timers_.end(), std::greater<>());
    if (dropped.empty()) return;
    dropped.clear();  // may post: the frames' ends, which the next round destroys
  }
}

Task<void> Scheduler::yield(Owner owner) {
  return boost::asio::async_initiate<const boost::asio::use_awaitable_t<>&, void()>(
      [this, owner](auto handler) { post(owner, Work(std::move(handler))); }, use_awaitable);
}

Task<void> Scheduler::sleep(Owner owner, Duration duration) {
  return boost::asio::async_initiate<const boost::asio::use_awaitable_t<>&, void()>(
      [this, owner, duration](auto handler) {
        post_at(clock_.now() + duration, owner, Work(std::move(handler)));
      },
      use_awaitable);
}

Task<void> Bell::wait() {
  return boost::asio::async_initiate<const boost::asio::use_awaitable_t<>&, void()>(
      [this](auto handler) {
        Work work(std::move(handler));
        if (std::exchange(rung_, false))
          scheduler_.post(owner_, std::move(work));
        else
          waiter_ = std::move(work);
      },
      use_awaitable);
}

void Bell::ring(Duration after) {
  if (!waiter_) {
    rung_ = true;
    return;
  }
  Work work = std::exchange(waiter_, Work());
  if (after == Duration::zero())
    scheduler_.post(owner_, std::move(work));
  else
    scheduler_.post_at(clock_.now() + after, owner_, std::move(work));
}

}  // namespace tollgate::simulation
