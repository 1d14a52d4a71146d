#include "gateway/adapters/lua/rule_tests.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tollgate::lua {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TestReport report_of(std::vector<SourceFile> files) {
  const auto bundle = RuleBundle::from_texts(std::move(files), {});
  EXPECT_TRUE(bundle.ok()) << bundle.error().message;
  auto report = run_tests(**bundle);
  EXPECT_TRUE(report.ok());
  return std::move(*report);
}

constexpr const char* kRules = R"lua(
local f = features { spent = sum("amount", by.card, "1h") }
rule "large" { mode = "live", reason = "R1", action = block,
  when = function(p) return p.currency == "USD" and p.amount > USD "100" end }
rule "spender" { mode = "live", reason = "R2", score = 60,
  when = function(p) return p.currency == "USD" and f.spent > USD "50" end }
rule "watched" { mode = "shadow", reason = "R3", action = block,
  when = function(p) return p.metadata.basket == "12" end }
thresholds { challenge = 50 }
)lua";

TEST(RuleTests, TellWhatPassedAndWhy) {
  const auto report = report_of({{"a.lua", std::string(kRules) + R"lua(
test "passes"          { amount = USD "100.01", expect = block, reason = "R1" }
test "wrong verdict"   { amount = USD "100.01", expect = allow }
test "wrong reason"    { amount = USD "100.01", expect = block, reason = "R2" }
test "scores count"    { features = { spent = USD "51" }, expect = challenge, reason = "R2" }
test "shadow is heard" { metadata = { basket = "12" }, expect = allow, fires = { "watched" } }
test "shadow is quiet" { expect = allow, fires = { "watched" } }
)lua"}});
  ASSERT_EQ(report.tests.size(), 6U);
  EXPECT_TRUE(report.tests[0].passed);
  EXPECT_EQ(report.tests[1].sentence, "expected allow, got block; fired: large");
  EXPECT_THAT(report.tests[2].sentence, HasSubstr("expected the reason R2"));
  EXPECT_TRUE(report.tests[3].passed) << report.tests[3].sentence;
  EXPECT_TRUE(report.tests[4].passed) << report.tests[4].sentence;
  EXPECT_EQ(report.tests[5].sentence, "expected rule 'watched' to fire; no rule fired");
  EXPECT_EQ(report.tests[5].place.line, 16);
  EXPECT_EQ(report.failed, 3U);
  EXPECT_TRUE(report.untested.empty());
}

TEST(RuleTests, SeeOnlyTheRulesOfTheirFile) {
  const auto report = report_of({{"a.lua",
                                  "rule 'all' { mode = 'live', reason = 'R1', action = block,\n"
                                  "  when = function(p) return true end }"},
                                 {"b.lua", "test 'alone' { expect = allow }"}});
  EXPECT_EQ(report.failed, 0U);
  EXPECT_THAT(report.untested, ElementsAre("all"));
}

TEST(RuleTests, ARuleThatFailsOrRemembersFailsItsTest) {
  const auto report = report_of(
      {{"a.lua",
        "local n = 0\n"
        "rule 'counts' { mode = 'live', reason = 'R1', action = block, on_error = allow,\n"
        "  when = function(p) n = n + 1 return n > 1 end }\n"
        "test 'first' { expect = allow }\n"
        "test 'second' { expect = block }\n"}});
  ASSERT_EQ(report.tests.size(), 2U);
  EXPECT_THAT(report.tests[0].sentence, HasSubstr("rules remember nothing between payments"));
  EXPECT_THAT(report.tests[1].sentence, HasSubstr("rules remember nothing between payments"));
}

TEST(RuleTests, ARuleSeesWhichWayTheMoneyGoes) {
  const auto report =
      report_of({{"a.lua",
                  "rule 'payouts' { mode = 'live', reason = 'R1', action = review,\n"
                  "  when = function(p) return p.direction == 'payout' end }\n"
                  "test 'a payout' { direction = 'payout', expect = review }\n"
                  "test 'a payment' { direction = 'payment', expect = allow }\n"
                  "test 'unsaid' { expect = allow }\n"}});
  ASSERT_EQ(report.tests.size(), 3U);
  for (const auto& test : report.tests) EXPECT_TRUE(test.passed) << test.sentence;
}

// What a newcomer edits first must be right.
TEST(RuleTests, TheStarterPackPassesItsOwnTests) {
  const auto bundle = RuleBundle::load(TOLLGATE_SOURCE_DIR "/rules");
  ASSERT_TRUE(bundle.ok()) << bundle.error().message << " " << bundle.error().mend;
  const auto report = run_tests(**bundle);
  ASSERT_TRUE(report.ok());
  EXPECT_GE(report->tests.size(), 10U);
  for (const auto& test : report->tests)
    EXPECT_TRUE(test.passed) << test.place.file << ":" << test.place.line << ": " << test.name
                             << ": " << test.sentence;
  EXPECT_TRUE(report->untested.empty());
}

}  // namespace
}  // namespace tollgate::lua
