// RuleProgram: the rules of one bundle inside one interpreter, ready to run. A program is used by
// one thread at a time; each has its own interpreter and shares nothing with another.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "gateway/adapters/lua/declarations.h"
#include "gateway/adapters/lua/payment_view.h"
#include "gateway/adapters/lua/read_declarations.h"
#include "gateway/adapters/lua/rule_sources.h"
#include "gateway/adapters/lua/sandbox.h"
#include "gateway/adapters/lua/variable_guard.h"

namespace tollgate::lua {

struct ProgramLimits {
  // All files together.
  Budget loading{20'000'000, std::chrono::seconds(2), std::size_t{32} << 20};
  // The live rules of one payment together; its shadow rules have as much again; `bytes` is for
  // one rule. So many instructions take about 5 ms; 500 ordinary rules need some 6,000.
  Budget evaluation{300'000, std::chrono::milliseconds(50), std::size_t{512} << 10};
};

class RuleProgram {
 public:
  // The sources must outlive the program. An error is one sentence with file and line.
  static Result<std::unique_ptr<RuleProgram>> create(const RuleSources& sources,
                                                     const ProgramLimits& limits);

  const Declarations& declarations() const { return declarations_; }

  struct Evaluation {
    risk::Decision decision;  // without features, bundle_digest and micros
    bool spoiled = false;     // some rule failed: this program must not be used again
  };
  // `feature_values` holds one value for each declared feature. `only_file` limits the rules to
  // those of one file. Live rules run first and shadow rules have a budget of their own, so a
  // shadow rule never changes the verdict, whatever it does.
  Evaluation evaluate(const risk::PaymentFacts& facts, std::span<const std::int64_t> feature_values,
                      const std::string& only_file = {});

 private:
  explicit RuleProgram(const ProgramLimits& limits) : limits_(limits) {}

  Status load(const RuleSources& sources);
  Status run_file(const SourceFile& file, int environment);
  Status take_declarations();
  void fill_features(std::span<const std::int64_t> values, Currency currency);
  // Whether there were any.
  bool run_rules(RuleMode mode, const std::string& only_file, risk::Decision& decision);
  // Whether the rule's condition holds; an error is why it could not be told.
  Result<bool> ask(std::size_t rule);
  void fail_rules_of_changed_variable(RuleMode mode, const VariableGuard::Change& change,
                                      risk::Decision& decision) const;

  ProgramLimits limits_;
  std::unique_ptr<Sandbox> sandbox_;
  PaymentView payment_;
  VariableGuard guard_;
  Declarations declarations_;
  std::vector<int> when_references_;
};

}  // namespace tollgate::lua
