#include "tests/simulation/process.h"

#include <algorithm>

#include "tests/simulation/accounts.h"

namespace tollgate::simulation {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

// The resolver's own step between two looks at its clock: it is woken instead, when something is
// due, so that days pass without a step.
constexpr milliseconds kResolverStep{20};

// Any account that was not asked yet; now and then none, or none is left.
std::string choose_next(Stage& stage, const ChargeTries& tries) {
  const std::size_t first = stage.random.below(kAccounts.size() + 1);
  for (std::size_t i = first; i < kAccounts.size(); ++i) {
    const auto& asked = tries.channel_accounts;
    if (std::find(asked.begin(), asked.end(), kAccounts[i]) == asked.end())
      return std::string(kAccounts[i]);
  }
  return "";
}

risk::Decision decide_risk(Stage& stage) {
  risk::Decision decision;
  decision.verdict = risk::Verdict::allow;
  const auto drawn = stage.random.below(40);
  if (drawn == 0) decision.verdict = risk::Verdict::block;
  if (drawn == 1 || drawn == 2) decision.verdict = risk::Verdict::review;
  if (drawn < 3) decision.reasons.push_back({"simulated", "R999", decision.verdict, 0});
  return decision;
}

Lifetimes short_lifetimes() {
  Lifetimes lifetimes;
  lifetimes.action = minutes(10);
  lifetimes.pending = hours(1);
  lifetimes.hold = hours(6);
  lifetimes.review = hours(2);
  return lifetimes;
}

ResolverLimits resolver_limits() {
  ResolverLimits limits;
  limits.lease = kChannelDeadline + seconds(5);
  limits.poll = kResolverStep;
  return limits;
}

}  // namespace

Process::Life::Life(Process& process, Shared& shared)
    : store(shared.stage, shared.store, shared.journal, process.places_, process.owner_),
      channels(shared.stage, shared.books, process.places_, process.owner_, shared.messages),
      services{store, channels, process.vault_, shared.stage.clock, shared.stage.random,
               recent_requests, cvc_cache, payment_methods,
               [&stage = shared.stage](const risk::PaymentFacts&) { return decide_risk(stage); },
               [&process](Duration duration) { return process.pass(duration); },
               // The scenario writes the account that it wants as the customer.
               [](const Payment& payment) { return payment.customer; },
               [&process] {
                 process.life_->resolver.wake();
                 process.resolver_bell_.ring(kResolverStep);
               },
               short_lifetimes(),
               [&stage = shared.stage](const Payment&, const ChargeTries& tries) {
                 return choose_next(stage, tries);
               }},
      resolver(services, resolver_limits()),
      relay(shared.stage, shared.store, shared.topic, process.places_, process.owner_) {}

void Process::start(bool with_relay) {
  life_ = std::make_unique<Life>(*this, shared_);
  life_->store.on_events = [this] {
    if (on_events) on_events();
  };
  boost::asio::co_spawn(stage_.scheduler.executor(owner_), life_->resolver.run(),
                        boost::asio::detached);
  if (with_relay) start_relay();
}

void Process::start_relay() {
  life_->relay_runs = true;
  boost::asio::co_spawn(stage_.scheduler.executor(owner_), life_->relay.run(),
                        boost::asio::detached);
}

void Process::notify_relay() {
  if (has_relay()) life_->relay.notify();
}

bool Process::wake_for_due() {
  if (!alive() || !resolver_bell_.is_waited_for()) return false;
  life_->resolver.wake();
  resolver_bell_.ring(Duration::zero());
  return true;
}

// A sleep of a use case; the resolver's between two looks ends when somebody rings.
Task<void> Process::pass(Duration duration) {
  if (duration == kResolverStep) {
    co_await resolver_bell_.wait();
    co_return;
  }
  Places::Mark mark(places_, Place::retrying);
  co_await stage_.scheduler.sleep(owner_, duration);
}

void Process::count_crash() {
  stage_.coverage.reached(Fault::crash);
  bool idle = true;
  for (std::size_t i = 1; i < Coverage::kPlaces; ++i) {
    const auto place = static_cast<Place>(i);
    if (places_.at(place) == 0) continue;
    idle = false;
    stage_.coverage.crashed_at(place);
  }
  if (idle) stage_.coverage.crashed_at(Place::idle);
}

void Process::crash() {
  count_crash();
  stop();
}

void Process::stop() {
  resolver_bell_.drop();
  life_->relay.drop();
  stage_.scheduler.drop(owner_);
  life_.reset();
  for (const auto& [number, call] : std::exchange(calls_, {})) call->bell.ring(Duration::zero());
}

}  // namespace tollgate::simulation
