// RiskEngine: decides payments with the current bundle. Safe from any thread: each evaluation
// takes an interpreter from a pool for itself; the recent past is behind one lock that is held
// for counting only, never while rules run. A new bundle is swapped in without a payment waiting.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "gateway/adapters/lua/rule_bundle.h"
#include "gateway/risk/decision.h"
#include "gateway/risk/facts.h"
#include "gateway/risk/velocity.h"

namespace tollgate::lua {

struct RiskOptions {
  risk::VelocityLimits velocity{};
  std::size_t programs_ready = 2;  // interpreters made before a bundle is used: one a worker
  std::size_t programs_kept = 8;   // kept for reuse; more are made when more threads come at once
};

// Since the engine began.
struct RiskCounters {
  std::uint64_t evaluations = 0;
  std::uint64_t rule_failures = 0;  // live and shadow; each followed its fail policy
  std::uint64_t programs_made = 0;  // grows with failures: a failed program is not used again
  std::uint64_t velocity_keys = 0;
  std::uint64_t velocity_bytes = 0;
  std::uint64_t velocity_evicted = 0;  // growing fast: raise VelocityLimits
};

class RiskEngine {
 public:
  static Result<std::unique_ptr<RiskEngine>> create(std::shared_ptr<const RuleBundle> bundle,
                                                    const RiskOptions& options = {});

  // Counts the attempt in every declared feature, then runs the rules. Always decides: what
  // cannot be evaluated follows its fail policy. Never `unknown`. Bounded by a budget, see
  // ProgramLimits.
  risk::Decision evaluate(const risk::PaymentFacts& facts);

  // With given feature values instead of the recent past, which is neither read nor changed: a
  // backtest. Features that are not given are 0; names the bundle does not declare are ignored.
  risk::Decision evaluate(const risk::PaymentFacts& facts,
                          std::span<const risk::FeatureValue> given) const;

  // Counts an attempt without deciding it: refills the recent past after a start.
  void record(const risk::PaymentFacts& facts);

  // From its return on, evaluations use the new bundle; those under way finish with the old one.
  // On an error the old bundle stays. Features keep their past where the definition is the same.
  Status publish(std::shared_ptr<const RuleBundle> bundle);

  std::shared_ptr<const RuleBundle> bundle() const;
  RiskCounters counters() const;

 private:
  using Program = std::unique_ptr<RuleProgram>;
  // The bundle outlives the program: members are destroyed last to first.
  struct Loan {
    std::shared_ptr<const RuleBundle> bundle;
    Program program;  // null when none could be made
  };

  explicit RiskEngine(const RiskOptions& options)
      : options_(options), velocity_(options.velocity) {}

  Loan borrow() const;
  void give_back(Loan loan) const;
  risk::Decision decide_with(Loan loan, const risk::PaymentFacts& facts,
                             std::vector<std::int64_t> values) const;

  const RiskOptions options_;

  mutable std::mutex pool_mutex_;  // guards bundle_ and idle_
  std::shared_ptr<const RuleBundle> bundle_;
  mutable std::vector<Program> idle_;  // all of bundle_

  mutable std::mutex velocity_mutex_;
  risk::Velocity velocity_;

  mutable std::atomic<std::uint64_t> evaluations_{0};
  mutable std::atomic<std::uint64_t> rule_failures_{0};
  mutable std::atomic<std::uint64_t> programs_made_{0};
};

}  // namespace tollgate::lua
