#include "gateway/app/routing/guarded_channels.h"

namespace tollgate {
namespace {

// One operation under way; gives a probe back when it is abandoned.
class Visit {
 public:
  Visit(Router::Account& account, CircuitBreaker::Permit permit, const Clock& clock)
      : account_(account), permit_(permit), clock_(clock), begun_(clock.now()) {
    account_.health.enter();
  }
  ~Visit() {
    account_.health.leave();
    if (!ended_) account_.health.breaker.record(permit_, CallResult::none, clock_.now());
  }
  Visit(const Visit&) = delete;
  Visit& operator=(const Visit&) = delete;

  // A repeat says again what the first one said: of an operation that fails for ever only its first
  // failure counts, and a query is a question about one of those.
  void end(const Outcome& outcome, bool is_first, bool is_charge) {
    ended_ = true;
    const Timestamp now = clock_.now();
    const CallResult result = result_of(outcome, now - begun_, account_.rule.slow_after);
    account_.health.breaker.record(permit_, is_first ? result : CallResult::none, now);
    if (!is_charge || !is_first || result == CallResult::none) return;
    const bool succeeded =
        outcome.kind == OutcomeKind::approved || outcome.kind == OutcomeKind::pending;
    account_.health.count_charge(succeeded, now);
  }

 private:
  Router::Account& account_;
  const CircuitBreaker::Permit permit_;
  const Clock& clock_;
  const Timestamp begun_;
  bool ended_ = false;
};

Outcome kept_away() {
  Outcome outcome;
  outcome.kind = OutcomeKind::not_sent;
  outcome.code = "channel_unavailable";
  outcome.message = "The channel account failed too often of late and is given a rest.";
  return outcome;
}

}  // namespace

Task<Outcome> GuardedChannels::execute(ChannelCall call) {
  Router::Account* account = router_.find(call.operation.channel_account);
  if (account == nullptr) co_return co_await channels_.execute(std::move(call));
  const bool is_first = call.operation.attempt == 1 && call.operation.kind != OperationKind::query;
  const bool charge = is_charge(call.operation.kind);
  CircuitBreaker& breaker = account->health.breaker;
  const auto permit = charge && is_first ? breaker.admit(clock_.now()) : breaker.pass();
  if (!permit.admitted) {
    account->health.refused_by_breaker.fetch_add(1, std::memory_order_relaxed);
    co_return kept_away();
  }
  Visit visit(*account, permit, clock_);
  Outcome outcome = co_await channels_.execute(std::move(call));
  visit.end(outcome, is_first, charge);
  co_return outcome;
}

}  // namespace tollgate
