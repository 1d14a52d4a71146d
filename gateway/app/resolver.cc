#include "gateway/app/resolver.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/this_coro.hpp>

#include "gateway/app/expire_payment.h"
#include "gateway/base/failpoint.h"

namespace tollgate {
namespace {

constexpr Duration kWakeStep = std::chrono::milliseconds(20);

// Runs `work` beside the caller, counted in `in_flight`.
template <class Executor, class Work>
void spawn_counted(Executor executor, std::atomic<std::size_t>& in_flight, Work work) {
  ++in_flight;
  boost::asio::co_spawn(
      executor,
      [&in_flight, work = std::move(work)]() mutable -> Task<void> {
        co_await work();
        --in_flight;
      },
      boost::asio::detached);
}

}  // namespace

Task<void> Resolver::run() {
  while (!stopping_) {
    woken_ = false;
    co_await claim_operations();
    co_await claim_payments();
    // Counted in steps: a wall clock that is set back must not keep the resolver asleep.
    for (Duration waited{}; !stopping_ && !woken_ && waited < limits_.poll; waited += kWakeStep)
      co_await services_.sleep(kWakeStep);
  }
}

Task<void> Resolver::claim_operations() {
  auto executor = co_await boost::asio::this_coro::executor;
  while (!stopping_ && in_flight_ < limits_.in_flight) {
    auto due = co_await services_.store.claim_due_operations(services_.clock.now(), limits_.lease,
                                                             limits_.batch);
    if (!due.ok() || due->empty()) co_return;
    failpoint("resolver_claimed");
    for (auto& operation : *due)
      spawn_counted(executor, in_flight_,
                    [this, claimed = std::move(operation)]() mutable -> Task<void> {
                      co_await resolve(std::move(claimed));
                    });
    if (due->size() < limits_.batch) co_return;
  }
}

Task<void> Resolver::claim_payments() {
  auto executor = co_await boost::asio::this_coro::executor;
  while (!stopping_ && in_flight_ < limits_.in_flight) {
    auto over = co_await services_.store.claim_expired_payments(services_.clock.now(),
                                                                limits_.lease, limits_.batch);
    if (!over.ok() || over->empty()) co_return;
    for (auto& payment : *over)
      spawn_counted(executor, in_flight_,
                    [this, claimed = std::move(payment)]() mutable -> Task<void> {
                      co_await expire(std::move(claimed));
                    });
    if (over->size() < limits_.batch) co_return;
  }
}

Task<void> Resolver::resolve(Operation operation) {
  const Resolution resolution = co_await resolve_operation(services_, std::move(operation));
  if (resolution == Resolution::settled) ++resolved_;
  if (resolution == Resolution::parked) ++parked_;
}

Task<void> Resolver::expire(Payment payment) {
  const bool closed = co_await expire_payment(services_, std::move(payment));
  if (closed) ++expired_;
}

}  // namespace tollgate
