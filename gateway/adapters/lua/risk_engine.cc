#include "gateway/adapters/lua/risk_engine.h"

#include <algorithm>
#include <chrono>

namespace tollgate::lua {
namespace {

// For a bundle whose interpreter could not be made: every live rule follows its fail policy.
risk::Decision fail_all_rules(const Declarations& declarations) {
  risk::Decision decision;
  for (const auto& rule : declarations.rules)
    if (rule.mode == RuleMode::live)
      decision.failed.push_back({rule.name, rule.reason, rule.on_error,
                                 "not run: there was no memory for an interpreter"});
  risk::decide(declarations.thresholds, decision);
  return decision;
}

std::vector<std::int64_t> values_of(const Declarations& declarations,
                                    std::span<const risk::FeatureValue> given) {
  std::vector<std::int64_t> values(declarations.features.size(), 0);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto value =
        std::find_if(given.begin(), given.end(), [&](const risk::FeatureValue& candidate) {
          return candidate.name == declarations.features[i].name;
        });
    if (value != given.end()) values[i] = value->value;
  }
  return values;
}

// A stopwatch, not a time of day: what time it is comes with the facts.
class Stopwatch {
 public:
  std::int64_t micros() const {
    return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() -
                                                                 start_)
        .count();
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace

Result<std::unique_ptr<RiskEngine>> RiskEngine::create(std::shared_ptr<const RuleBundle> bundle,
                                                       const RiskOptions& options) {
  std::unique_ptr<RiskEngine> engine(new RiskEngine(options));
  if (auto status = engine->publish(std::move(bundle)); !status) return std::move(status).error();
  return engine;
}

Status RiskEngine::publish(std::shared_ptr<const RuleBundle> bundle) {
  CHECK(bundle != nullptr);
  std::vector<Program> ready;
  for (std::size_t i = 0; i < options_.programs_ready; ++i) {
    auto program = bundle->make_program();
    if (!program) return std::move(program).error();
    ready.push_back(std::move(*program));
    ++programs_made_;
  }
  // The old programs and then their bundle are destroyed after the lock is released.
  {
    const std::lock_guard lock(pool_mutex_);
    bundle_.swap(bundle);
    idle_.swap(ready);
  }
  ready.clear();
  return ok_status();
}

std::shared_ptr<const RuleBundle> RiskEngine::bundle() const {
  const std::lock_guard lock(pool_mutex_);
  return bundle_;
}

RiskEngine::Loan RiskEngine::borrow() const {
  Loan loan;
  {
    const std::lock_guard lock(pool_mutex_);
    loan.bundle = bundle_;
    if (!idle_.empty()) {
      loan.program = std::move(idle_.back());
      idle_.pop_back();
    }
  }
  if (loan.program == nullptr) {
    auto made = loan.bundle->make_program();
    if (made) loan.program = std::move(*made);
    ++programs_made_;
  }
  return loan;
}

void RiskEngine::give_back(Loan loan) const {
  const std::lock_guard lock(pool_mutex_);
  if (loan.bundle == bundle_ && idle_.size() < options_.programs_kept)
    idle_.push_back(std::move(loan.program));
}

risk::Decision RiskEngine::decide_with(Loan loan, const risk::PaymentFacts& facts,
                                       std::vector<std::int64_t> values) const {
  const Declarations& declarations = loan.bundle->declarations();
  risk::Decision decision;
  bool spoiled = true;
  if (loan.program != nullptr) {
    auto evaluation = loan.program->evaluate(facts, values);
    decision = std::move(evaluation.decision);
    spoiled = evaluation.spoiled;
  } else {
    decision = fail_all_rules(declarations);
  }
  decision.bundle_digest = loan.bundle->digest();
  decision.features.reserve(values.size());
  for (std::size_t i = 0; i < values.size(); ++i)
    decision.features.push_back({declarations.features[i].name, values[i]});
  ++evaluations_;
  rule_failures_ += decision.failed.size();
  if (!spoiled) give_back(std::move(loan));
  return decision;
}

risk::Decision RiskEngine::evaluate(const risk::PaymentFacts& facts) {
  const Stopwatch stopwatch;
  Loan loan = borrow();
  const Declarations& declarations = loan.bundle->declarations();
  std::vector<std::int64_t> values;
  if (!declarations.features.empty()) {
    const risk::Sample sample(facts, declarations.dimensions);
    const std::lock_guard lock(velocity_mutex_);
    values = velocity_.record_and_read(declarations.features, sample);
  }
  risk::Decision decision = decide_with(std::move(loan), facts, std::move(values));
  decision.micros = stopwatch.micros();
  return decision;
}

risk::Decision RiskEngine::evaluate(const risk::PaymentFacts& facts,
                                    std::span<const risk::FeatureValue> given) const {
  const Stopwatch stopwatch;
  Loan loan = borrow();
  auto values = values_of(loan.bundle->declarations(), given);
  risk::Decision decision = decide_with(std::move(loan), facts, std::move(values));
  decision.micros = stopwatch.micros();
  return decision;
}

void RiskEngine::record(const risk::PaymentFacts& facts) {
  const auto current = bundle();
  const Declarations& declarations = current->declarations();
  const risk::Sample sample(facts, declarations.dimensions);
  const std::lock_guard lock(velocity_mutex_);
  velocity_.record(declarations.features, sample);
}

RiskCounters RiskEngine::counters() const {
  RiskCounters counters;
  counters.evaluations = evaluations_;
  counters.rule_failures = rule_failures_;
  counters.programs_made = programs_made_;
  const std::lock_guard lock(velocity_mutex_);
  counters.velocity_keys = velocity_.keys();
  counters.velocity_bytes = velocity_.bytes();
  counters.velocity_evicted = velocity_.evicted();
  return counters;
}

}  // namespace tollgate::lua
