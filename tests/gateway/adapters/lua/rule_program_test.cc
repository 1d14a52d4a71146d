#include "gateway/adapters/lua/rule_program.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/adapters/lua/rule_bundle.h"

namespace tollgate::lua {
namespace {

using testing::HasSubstr;

risk::PaymentFacts make_facts() {
  risk::PaymentFacts facts(Money(1999, *Currency::parse("USD")));
  facts.card_bin = "424242";
  facts.email = "Payer@Mail.Example";
  facts.metadata = {{"basket", "12"}};
  facts.created_at = from_unix_micros(1'790'000'000'000'000);
  return facts;
}

// A bundle of one file and its program.
struct Loaded {
  explicit Loaded(const std::string& text) {
    auto made = RuleBundle::from_texts({{"zoo.lua", text}}, {});
    EXPECT_TRUE(made.ok()) << made.error().message << " " << made.error().mend;
    bundle = *made;
    program = std::move(*bundle->make_program());
  }
  RuleProgram::Evaluation evaluate() const { return program->evaluate(make_facts(), {}); }

  std::shared_ptr<const RuleBundle> bundle;
  std::unique_ptr<RuleProgram> program;
};

class Loads : public testing::Test {
 protected:
  std::string error_of(const std::string& text) {
    const auto bundle = RuleBundle::from_texts({{"zoo.lua", text}}, {});
    return bundle.ok() ? "" : bundle.error().message;
  }
};

TEST_F(Loads, NothingEndlessOrGreedy) {
  EXPECT_THAT(error_of("\nwhile true do end"), HasSubstr("zoo.lua:2: stopped"));
  EXPECT_THAT(error_of("local s = 'x' while true do s = s .. s end"),
              HasSubstr("zoo.lua: stopped after using 32768 KiB of memory"));
}

TEST_F(Loads, NoByteCode) {
  EXPECT_THAT(error_of("\x1bLua\x54\x00\x19\x93"), HasSubstr("binary chunk"));
}

TEST_F(Loads, NoUnboundedNesting) {
  EXPECT_THAT(error_of("local t = {} for i = 1, 100 do t = { t } end\n"
                       "rule 'x' { mode = 'live', reason = 'R', action = block,\n"
                       "  when = function(p) return t == nil end }"),
              HasSubstr("nest more than"));
  EXPECT_THAT(error_of(std::string(100'000, '(')), HasSubstr("zoo.lua:"));
}

TEST_F(Loads, NoPaymentOutsideOfWhen) {
  EXPECT_THAT(error_of("local f = features { n = count(by.card, '1h') }\nlocal x = f.n"),
              HasSubstr("zoo.lua:2: a feature can be read only inside `when`"));
}

TEST(RuleProgram, ShadowRuleThatNeverEndsDoesNotTouchTheVerdict) {
  const Loaded loaded(
      "rule 'endless' { mode = 'shadow', reason = 'R1', action = block,\n"
      "  when = function(p) while true do end end }\n"
      "rule 'ordinary' { mode = 'live', reason = 'R2', action = challenge,\n"
      "  when = function(p) return true end }\n");
  const auto evaluation = loaded.evaluate();
  EXPECT_EQ(evaluation.decision.verdict, risk::Verdict::challenge);
  ASSERT_EQ(evaluation.decision.failed.size(), 1U);
  EXPECT_EQ(evaluation.decision.failed[0].applied, risk::Verdict::unknown);
  EXPECT_TRUE(evaluation.spoiled);
}

TEST(RuleProgram, RulesAfterAnEndlessOneFollowTheirPolicy) {
  const Loaded loaded(
      "rule 'endless' { mode = 'live', reason = 'R1', action = challenge, on_error = allow,\n"
      "  when = function(p) while true do end end }\n"
      "rule 'next' { mode = 'live', reason = 'R2', action = challenge, on_error = block,\n"
      "  when = function(p) return false end }\n");
  const auto decision = loaded.evaluate().decision;
  ASSERT_EQ(decision.failed.size(), 2U);
  EXPECT_EQ(decision.failed[0].applied, risk::Verdict::allow);
  EXPECT_THAT(decision.failed[1].sentence, HasSubstr("used up"));
  EXPECT_EQ(decision.verdict, risk::Verdict::block);
}

TEST(RuleProgram, ARuleThatTakesAwayTheNamesIsFoundOut) {
  const Loaded loaded(
      "rule 'thief' { mode = 'live', reason = 'R1', action = block,\n"
      "  when = function(p) _ENV = {} return false end }\n"
      "rule 'neighbour' { mode = 'live', reason = 'R2', action = block,\n"
      "  when = function(p) return p.amount > USD '99' end }\n");
  const auto evaluation = loaded.evaluate();
  ASSERT_EQ(evaluation.decision.failed.size(), 2U);
  EXPECT_EQ(evaluation.decision.failed[1].rule, "thief");
  EXPECT_THAT(evaluation.decision.failed[1].sentence, HasSubstr("assigned '_ENV'"));
  EXPECT_EQ(evaluation.decision.verdict, risk::Verdict::review);
  EXPECT_TRUE(evaluation.spoiled);
}

TEST(RuleProgram, AShadowRuleThatRemembersFailsAlone) {
  const Loaded loaded(
      "local seen = 0\n"
      "rule 'live_one' { mode = 'live', reason = 'R1', action = block,\n"
      "  when = function(p) return seen > 0 end }\n"
      "rule 'shadow_one' { mode = 'shadow', reason = 'R2', action = block,\n"
      "  when = function(p) seen = seen + 1 return false end }\n");
  const auto evaluation = loaded.evaluate();
  EXPECT_EQ(evaluation.decision.verdict, risk::Verdict::allow);
  ASSERT_EQ(evaluation.decision.failed.size(), 1U);
  EXPECT_EQ(evaluation.decision.failed[0].rule, "shadow_one");
  EXPECT_TRUE(evaluation.spoiled);
}

TEST(RuleProgram, TablesAroundRulesCanBeReadAndWalked) {
  const Loaded loaded(
      "local risky = { 'NG', 'US', deep = { 'x' } }\n"
      "rule 'walk' { mode = 'live', reason = 'R1', action = block,\n"
      "  when = function(p) local n = 0 for _, c in ipairs(risky) do n = n + #c end\n"
      "    return n == 4 and #risky == 2 and #risky.deep == 1 and risky.none == nil end }\n");
  EXPECT_EQ(loaded.evaluate().decision.verdict, risk::Verdict::block);
}

TEST(RuleProgram, TextsAndNumbers) {
  const Loaded loaded(
      "rule 'all' { mode = 'live', reason = 'R1', action = block, when = function(p)\n"
      "  return p.email:ends_with('@mail.example') and p.email:starts_with('payer')\n"
      "    and ('aXbX'):contains('bX') and not ('ab'):contains('c') and ('Ab'):upper() == 'AB'\n"
      "    and string.lower('Ab') == 'ab' and ('abcd'):sub(2, 3) == 'bc'\n"
      "    and ('abcd'):sub(-2) == 'cd' and ('abcd'):sub(3, 2) == '' and ('ab'):len() == 2\n"
      "    and ('abcd'):sub(-9, 9) == 'abcd' and ('ab'):sub(5) == ''\n"
      "    and tonumber(p.metadata.basket) == 12 and tonumber('x') == nil\n"
      "    and type(p.amount) == 'userdata' and p.created_at == 1790000000\n"
      "    and p.live == false and p.currency == 'USD' and p.device == nil\n"
      "    and p.amount - USD '9.99' == USD '10' and p.amount + USD '0.01' >= USD '20' end }\n");
  const auto decision = loaded.evaluate().decision;
  EXPECT_TRUE(decision.failed.empty()) << decision.failed[0].sentence;
  EXPECT_EQ(decision.verdict, risk::Verdict::block);
}

TEST(RuleProgram, MemoryOfOneRuleIsNotTakenFromTheNext) {
  const Loaded loaded(
      "rule 'greedy' { mode = 'live', reason = 'R1', action = block,\n"
      "  when = function(p) local s = 'x' while true do s = s .. s end end }\n"
      "rule 'neighbour' { mode = 'live', reason = 'R2', action = challenge,\n"
      "  when = function(p) return p.amount == USD '19.99' end }\n");
  const auto decision = loaded.evaluate().decision;
  ASSERT_EQ(decision.reasons.size(), 1U);
  EXPECT_EQ(decision.reasons[0].rule, "neighbour");
}

TEST(RuleProgram, APaymentShowsNothingOfTheOneBefore) {
  const Loaded loaded(
      "rule 'same' { mode = 'live', reason = 'R1', action = block,\n"
      "  when = function(p) return p.email == 'payer@mail.example' or p.metadata.basket == '12'\n"
      "    or p.card_bin == '424242' end }\n");
  EXPECT_EQ(loaded.evaluate().decision.verdict, risk::Verdict::block);
  const risk::PaymentFacts bare(Money(1, *Currency::parse("USD")));
  EXPECT_EQ(loaded.program->evaluate(bare, {}).decision.verdict, risk::Verdict::allow);
}

TEST(RuleProgram, MemoryStaysBoundedOverManyPayments) {
  const Loaded loaded(
      "rule 'texts' { mode = 'live', reason = 'R1', action = block,\n"
      "  when = function(p) local s = '' for i = 1, 50 do s = s .. i end\n"
      "    return s == p.email or USD('' .. #s) == USD '1' end }\n");
  for (int i = 0; i < 20'000; ++i) ASSERT_TRUE(loaded.evaluate().decision.failed.empty());
}

}  // namespace
}  // namespace tollgate::lua
