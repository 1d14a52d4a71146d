// tollgate rules test DIRECTORY
#include <fmt/format.h>

#include "gateway/adapters/lua/rule_tests.h"
#include "gateway/main/commands.h"
#include "gateway/main/report.h"

namespace tollgate {

int test_rules(const std::string& directory) {
  auto bundle = lua::RuleBundle::load(directory);
  if (!bundle.ok()) return report(bundle.error());
  auto tests = lua::run_tests(**bundle);
  if (!tests.ok()) return report(tests.error());
  for (const auto& test : tests->tests) {
    fmt::print("{}  {}:{}  {}\n", test.passed ? "pass" : "FAIL", test.place.file, test.place.line,
               test.name);
    if (!test.passed) fmt::print("      {}\n", test.sentence);
  }
  for (const auto& rule : tests->untested) fmt::print("note  rule \"{}\" fired in no test\n", rule);
  fmt::print("{} passed, {} failed\n", tests->tests.size() - tests->failed, tests->failed);
  return tests->failed == 0 ? 0 : 1;
}

}  // namespace tollgate
