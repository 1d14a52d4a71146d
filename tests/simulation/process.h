// Process: one gateway: its use cases, resolver and relay, its caches, its end of the store and of
// the channels. A crash drops every coroutine where it stands; a start begins with empty caches and
// what the store holds. Clients see a dead line. One thread.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <utility>  // Asio 1.74 uses std::exchange without including it

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include "gateway/app/resolver.h"
#include "tests/simulation/bus.h"
#include "tests/simulation/cards.h"
#include "tests/simulation/network.h"
#include "tests/simulation/node_store.h"

namespace tollgate::simulation {

// What all processes of a world share.
struct Shared {
  Stage& stage;
  memory::MemoryStore& store;
  Journal& journal;
  Books& books;
  Topic& topic;
  std::uint64_t messages = 0;  // sent to channels
};

class Process {
 public:
  Process(Shared& shared, Owner owner)
      : shared_(shared),
        stage_(shared.stage),
        owner_(owner),
        resolver_bell_(shared.stage.scheduler, shared.stage.clock, owner) {}

  void start(bool with_relay);
  void start_relay();
  void crash();
  void stop();  // the same, uncounted: the world ends
  bool alive() const { return life_ != nullptr; }
  // Needs alive().
  Services& services() { return life_->services; }
  // Something is due: the resolver looks now, if it waits.
  bool wake_for_due();
  bool resolver_waits() const { return resolver_bell_.is_waited_for(); }
  bool has_relay() const { return life_ != nullptr && life_->relay_runs; }
  bool relay_idle() const { return !has_relay() || life_->relay.idle(); }
  void notify_relay();
  std::function<void()> on_events;  // a commit of this process wrote some

  // Runs a use case here and gives its result to the caller outside; nothing when it died with the
  // process.
  template <class T>
  Task<std::optional<T>> serve(Task<T> work, Place place) {
    auto call = std::make_shared<Call<T>>(stage_.scheduler, stage_.clock);
    call->number = ++calls_made_;
    calls_.emplace(call->number, call.get());
    boost::asio::co_spawn(stage_.scheduler.executor(owner_),
                          answer<T>(std::move(work), call, *this, place), boost::asio::detached);
    co_await call->bell.wait();
    co_return std::move(call->result);
  }

 private:
  struct CallBase {
    CallBase(Scheduler& scheduler, memory::ManualClock& clock) : bell(scheduler, clock, kOutside) {}
    Bell bell;
    std::uint64_t number = 0;
  };
  template <class T>
  struct Call : CallBase {
    using CallBase::CallBase;
    std::optional<T> result;
  };
  template <class T>
  static Task<void> answer(Task<T> work, std::shared_ptr<Call<T>> call, Process& self,
                           Place place) {
    Places::Mark mark(self.places_, place);
    call->result.emplace(co_await std::move(work));
    self.calls_.erase(call->number);
    call->bell.ring(Duration::zero());
  }

  // All that a crash takes.
  struct Life {
    Life(Process& process, Shared& shared);
    NodeStore store;
    ChannelLine channels;
    RecentRequests recent_requests{1000};
    CvcCache cvc_cache{100, std::chrono::minutes(15)};
    PaymentMethodCache payment_methods{100, std::chrono::minutes(1)};
    Services services;
    Resolver resolver;
    Relay relay;
    bool relay_runs = false;
  };

  Task<void> pass(Duration duration);
  void count_crash();

  Shared& shared_;
  Stage& stage_;
  const Owner owner_;
  Bell resolver_bell_;
  LetterVault vault_;
  Places places_;
  std::map<std::uint64_t, CallBase*> calls_;  // open ones, by number: no order of addresses
  std::uint64_t calls_made_ = 0;
  std::unique_ptr<Life> life_;
};

}  // namespace tollgate::simulation
