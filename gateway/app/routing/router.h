// Router: which channel account is asked for a payment, and which one next when the first could not
// be reached or declined for now. Never a choice after `unknown`: the caller does not ask then.
//
// Accounts are tried by priority, the smaller first; among equals a draw by weight decides, made
// from the random bytes of the payment's id, so that a payment keeps its order. Accounts that would
// not take a charge now (breaker open, bulkhead full) come last; one whose breaker is half open
// keeps its place for one payment in eight. Safe from any thread; a choice allocates nothing but
// its answer.
#pragma once

#include <array>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "gateway/app/ports/channel_port.h"
#include "gateway/app/routing/account_health.h"
#include "gateway/app/routing/charge_tries.h"
#include "gateway/app/routing/unserved.h"
#include "gateway/payment/route.h"

namespace tollgate {

struct RoutedAccount {
  std::string name;
  Mode mode = Mode::unknown;
  std::uint32_t priority = 1;      // the smaller is asked first
  std::uint32_t weight = 1;        // its share among accounts of its priority; not zero
  std::uint32_t attempts_max = 1;  // charges of one payment that it is asked for
  std::size_t in_flight_max = 10'000;
  Duration deadline = std::chrono::seconds(10);  // of one operation
  Duration slow_after{0};  // an answer that takes longer is a failure; 0: none
  RouteConditions conditions;
  BreakerLimits breaker;
  const ChannelTraits* traits = nullptr;  // outlives the router
};

struct RoutingLimits {
  std::uint32_t attempts_max = 2;                // charges of one payment, over all accounts
  Duration deadline = std::chrono::seconds(25);  // of a request: nobody is asked who could not
                                                 // answer within it
};

struct RouterStats {
  struct Account {
    std::string name;
    std::uint64_t choices = 0;
    std::uint64_t refused_by_breaker = 0;
    BreakerState breaker = BreakerState::closed;
    std::optional<double> success_ratio;
  };
  struct Failover {
    std::string from;
    std::string to;
    OutcomeKind why = OutcomeKind::unknown;
    std::uint64_t count = 0;
  };
  std::vector<Account> accounts;
  std::vector<Failover> failovers;
};

class Router {
 public:
  static constexpr std::size_t kAccountsMax = 256;

  // An account of the router; stays where it is.
  struct Account {
    RoutedAccount rule;
    AccountHealth health;
    std::atomic<std::uint64_t> choices{0};

    explicit Account(RoutedAccount from)
        : rule(std::move(from)), health(rule.breaker, rule.in_flight_max) {}
  };

  // The accounts that serve a payment, best first.
  struct Candidates {
    std::array<Account*, kAccountsMax> accounts;  // filled up to `count`
    std::size_t count = 0;
    std::size_t ready = 0;  // the first ones: they would take a charge now

    Account* const* begin() const { return accounts.data(); }
    Account* const* end() const { return accounts.data() + count; }
  };

  // At most kAccountsMax accounts, each with traits. `clock` must outlive the router.
  Router(std::vector<RoutedAccount> accounts, RoutingLimits limits, const Clock& clock);

  // Only as many as `candidates.count`; the rest is not touched.
  void find_candidates(const Payment& payment, Candidates& candidates) const;

  // Empty: no account serves it.
  std::string choose(const Payment& payment);
  // The same, among those that quote rates.
  std::string choose_quoting(const Payment& payment) const;
  // Of one that no account serves.
  Unserved why_unserved(const Payment& payment) const;
  // Another try within the budgets, or empty: the payment ends with what was said last.
  std::string choose_next(const Payment& payment, const ChargeTries& tries);

  // Null when there is no such account.
  Account* find(std::string_view name) const;

  RouterStats stats() const;

 private:
  bool may_try(const Account& account, const ChargeTries& tries, Timestamp now) const;

  const RoutingLimits limits_;
  const Clock& clock_;
  std::vector<std::unique_ptr<Account>> accounts_;  // by priority, then as they were given
  mutable std::mutex mutex_;
  std::map<std::tuple<std::string, std::string, OutcomeKind>, std::uint64_t> failovers_;
};

}  // namespace tollgate
