#include "gateway/adapters/lua/rule_tests.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace tollgate::lua {
namespace {

using Fired = std::set<std::string, std::less<>>;

std::vector<std::int64_t> values_for(const TestDeclaration& test,
                                     const Declarations& declarations) {
  std::vector<std::int64_t> values;
  for (const auto& feature : declarations.features) {
    const auto given =
        std::find_if(test.features.begin(), test.features.end(),
                     [&](const risk::FeatureValue& value) { return value.name == feature.name; });
    values.push_back(given == test.features.end() ? 0 : given->value);
  }
  return values;
}

Fired fired_in(const risk::Decision& decision) {
  Fired fired;
  for (const auto* hits : {&decision.reasons, &decision.shadow})
    for (const auto& hit : *hits) fired.insert(hit.rule);
  return fired;
}

// Empty when the test holds.
std::string judge(const TestDeclaration& test, const risk::Decision& decision, const Fired& fired) {
  if (!decision.failed.empty())
    return fmt::format("rule '{}' failed: {}", decision.failed[0].rule,
                       decision.failed[0].sentence);
  const std::string who =
      fired.empty() ? "no rule fired" : fmt::format("fired: {}", fmt::join(fired, ", "));
  if (decision.verdict != test.expect)
    return fmt::format("expected {}, got {}; {}", risk::name_of(test.expect),
                       risk::name_of(decision.verdict), who);
  const bool has_reason =
      std::any_of(decision.reasons.begin(), decision.reasons.end(),
                  [&](const risk::RuleHit& hit) { return hit.reason == test.reason; });
  if (!test.reason.empty() && !has_reason)
    return fmt::format("expected the reason {}; {}", test.reason, who);
  for (const auto& rule : test.fires)
    if (!fired.contains(rule)) return fmt::format("expected rule '{}' to fire; {}", rule, who);
  return {};
}

}  // namespace

Result<TestReport> run_tests(const RuleBundle& bundle) {
  const Declarations& declarations = bundle.declarations();
  TestReport report;
  Fired ever_fired;
  std::unique_ptr<RuleProgram> program;
  for (const auto& test : declarations.tests) {
    if (program == nullptr) {
      auto made = bundle.make_program();
      if (!made) return std::move(made).error();
      program = std::move(*made);
    }
    const auto evaluation =
        program->evaluate(test.facts, values_for(test, declarations), test.place.file);
    const Fired fired = fired_in(evaluation.decision);
    const std::string wrong = judge(test, evaluation.decision, fired);
    report.tests.push_back({test.name, test.place, wrong.empty(), wrong});
    report.failed += wrong.empty() ? 0 : 1;
    ever_fired.insert(fired.begin(), fired.end());
    if (evaluation.spoiled) program.reset();
  }
  for (const auto& rule : declarations.rules)
    if (rule.mode != RuleMode::off && !ever_fired.contains(rule.name))
      report.untested.push_back(rule.name);
  return report;
}

}  // namespace tollgate::lua
