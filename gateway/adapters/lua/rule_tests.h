// Runs the `test "name" { … }` blocks of a bundle: what `tollgate rules test` does. A test sees
// the rules of its own file only, live and shadow, and the thresholds of all.
#pragma once

#include <string>
#include <vector>

#include "gateway/adapters/lua/rule_bundle.h"

namespace tollgate::lua {

struct TestOutcome {
  std::string name;
  Place place;
  bool passed = false;
  std::string sentence;  // why it failed: "expected block, got allow; no rule fired"
};

struct TestReport {
  std::vector<TestOutcome> tests;     // in declared order
  std::vector<std::string> untested;  // rules, not off, that fired in no test
  std::size_t failed = 0;
};

Result<TestReport> run_tests(const RuleBundle& bundle);

}  // namespace tollgate::lua
