#include "gateway/app/routing/router.h"

#include <algorithm>

#include "gateway/base/check.h"

namespace tollgate {
namespace {

// While an account is on probation one payment in this many keeps it in its place.
constexpr std::uint64_t kProbeShare = 8;

// Numbers from the random half of a payment's id: the same ones whenever they are asked for.
// SplitMix64 (Steele, Lea, Flood 2014).
class Draws {
 public:
  explicit Draws(const PaymentId& id) {
    for (std::size_t i = 8; i < id.uuid().bytes.size(); ++i)
      state_ = state_ << 8 | id.uuid().bytes[i];
  }
  std::uint64_t next() {
    state_ += 0x9e3779b97f4a7c15ULL;
    std::uint64_t mixed = state_;
    mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9ULL;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebULL;
    return mixed ^ (mixed >> 31);
  }
  std::uint64_t below(std::uint64_t bound) {
    return static_cast<std::uint64_t>((static_cast<unsigned __int128>(next()) * bound) >> 64);
  }

 private:
  std::uint64_t state_ = 0;
};

template <class List, class Value>
bool allows(const List& list, const Value& value) {
  return list.empty() || std::find(list.begin(), list.end(), value) != list.end();
}

bool takes_method(const RoutedAccount& rule, const Payment& payment) {
  return rule.mode == payment.mode && allows(rule.traits->methods, payment.method) &&
         allows(rule.conditions.methods, payment.method);
}

bool serves(const RoutedAccount& rule, const Payment& payment, const RouteFacts& facts) {
  const ChannelTraits& traits = *rule.traits;
  return takes_method(rule, payment) && traits.supports(payment.charge_kind()) &&
         traits.takes(payment.amount) && takes(rule.conditions, facts);
}

// Draws the accounts of one priority into an order by weight, without putting back.
void shuffle_by_weight(Router::Account** first, Router::Account** last, Draws& draws) {
  for (; last - first > 1; ++first) {
    std::uint64_t total = 0;
    for (auto** at = first; at != last; ++at) total += (*at)->rule.weight;
    std::uint64_t drawn = draws.below(total);
    auto** chosen = first;
    while (drawn >= (*chosen)->rule.weight) drawn -= (*chosen++)->rule.weight;
    std::rotate(first, chosen, chosen + 1);
  }
}

void order(Router::Account** first, Router::Account** last, Draws& draws) {
  while (first != last) {
    auto** group_end = first;
    while (group_end != last && (*group_end)->rule.priority == (*first)->rule.priority) ++group_end;
    shuffle_by_weight(first, group_end, draws);
    first = group_end;
  }
}

}  // namespace

Router::Router(std::vector<RoutedAccount> accounts, RoutingLimits limits, const Clock& clock)
    : limits_(limits), clock_(clock) {
  CHECK(accounts.size() <= kAccountsMax);
  std::stable_sort(accounts.begin(), accounts.end(),
                   [](const auto& a, const auto& b) { return a.priority < b.priority; });
  for (auto& account : accounts) {
    CHECK(account.traits != nullptr && account.weight > 0);
    accounts_.push_back(std::make_unique<Account>(std::move(account)));
  }
}

void Router::find_candidates(const Payment& payment, Candidates& candidates) const {
  const RouteFacts facts(payment);
  const Timestamp now = clock_.now();
  Draws draws(payment.id);
  const bool may_probe = draws.below(kProbeShare) == 0;
  auto** const all = candidates.accounts.data();
  std::array<Account*, kAccountsMax> away;  // only the first away_count are set
  std::size_t away_count = 0;
  candidates.count = 0;
  for (const auto& account : accounts_) {
    if (!serves(account->rule, payment, facts)) continue;
    const AccountHealth& health = account->health;
    const bool ready = health.takes_charges(now) &&
                       (may_probe || health.breaker.state(now) == BreakerState::closed);
    (ready ? all[candidates.count++] : away[away_count++]) = account.get();
  }
  candidates.ready = candidates.count;
  order(all, all + candidates.ready, draws);
  order(away.data(), away.data() + away_count, draws);
  std::copy_n(away.begin(), away_count, all + candidates.count);
  candidates.count += away_count;
}

std::string Router::choose(const Payment& payment) {
  Candidates candidates;
  find_candidates(payment, candidates);
  if (candidates.count == 0) return {};
  Account& first = *candidates.accounts[0];
  first.choices.fetch_add(1, std::memory_order_relaxed);
  return first.rule.name;
}

std::string Router::choose_quoting(const Payment& payment) const {
  Candidates candidates;
  find_candidates(payment, candidates);
  for (const Account* candidate : candidates)
    if (candidate->rule.traits->supports(OperationKind::quote)) return candidate->rule.name;
  return {};
}

Unserved Router::why_unserved(const Payment& payment) const {
  Unserved why = Unserved::method;
  for (const auto& account : accounts_) {
    if (!takes_method(account->rule, payment)) continue;
    if (account->rule.traits->supports(payment.charge_kind())) return Unserved::currency;
    why = Unserved::operation;
  }
  return why;
}

bool Router::may_try(const Account& account, const ChargeTries& tries, Timestamp now) const {
  const auto& asked = tries.channel_accounts;
  const auto times = std::count(asked.begin(), asked.end(), account.rule.name);
  // The same account again is no use after it declined.
  const bool declined_here = times > 0 && tries.last_outcome == OutcomeKind::declined;
  return static_cast<std::uint64_t>(times) < account.rule.attempts_max && !declined_here &&
         now - tries.begun + account.rule.deadline <= limits_.deadline &&
         account.health.takes_charges(now);
}

std::string Router::choose_next(const Payment& payment, const ChargeTries& tries) {
  if (tries.channel_accounts.empty() || tries.channel_accounts.size() >= limits_.attempts_max)
    return {};
  Candidates candidates;
  find_candidates(payment, candidates);
  const Timestamp now = clock_.now();
  const auto& asked = tries.channel_accounts;
  const auto times = [&](const Account& account) {
    return std::count(asked.begin(), asked.end(), account.rule.name);
  };
  Account* next = nullptr;
  for (Account* candidate : candidates)
    if (may_try(*candidate, tries, now) && (next == nullptr || times(*candidate) < times(*next)))
      next = candidate;
  if (next == nullptr) return {};
  next->choices.fetch_add(1, std::memory_order_relaxed);
  const std::lock_guard lock(mutex_);
  ++failovers_[{asked.back(), next->rule.name, tries.last_outcome}];
  return next->rule.name;
}

Router::Account* Router::find(std::string_view name) const {
  for (const auto& account : accounts_)
    if (account->rule.name == name) return account.get();
  return nullptr;
}

RouterStats Router::stats() const {
  RouterStats stats;
  const Timestamp now = clock_.now();
  for (const auto& account : accounts_)
    stats.accounts.push_back({account->rule.name, account->choices.load(std::memory_order_relaxed),
                              account->health.refused_by_breaker.load(std::memory_order_relaxed),
                              account->health.breaker.state(now),
                              account->health.success_ratio(now)});
  const std::lock_guard lock(mutex_);
  for (const auto& [way, count] : failovers_)
    stats.failovers.push_back({std::get<0>(way), std::get<1>(way), std::get<2>(way), count});
  return stats;
}

}  // namespace tollgate
