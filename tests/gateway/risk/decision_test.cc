#include "gateway/risk/decision.h"

#include <gtest/gtest.h>

namespace tollgate::risk {
namespace {

constexpr Thresholds kThresholds{.challenge = 50, .review = 70, .block = 90};

Verdict verdict_with(std::vector<RuleHit> reasons, std::vector<RuleFailure> failed = {}) {
  Decision decision;
  decision.reasons = std::move(reasons);
  decision.failed = std::move(failed);
  decide(kThresholds, decision);
  return decision.verdict;
}

RuleHit scored(std::int64_t score) { return {"r", "R1", Verdict::unknown, score}; }
RuleHit acting(Verdict action) { return {"r", "R1", action, 0}; }

TEST(Decide, AllowsWhenNothingSpeaks) { EXPECT_EQ(verdict_with({}), Verdict::allow); }

TEST(Decide, TheMostSevereActionWins) {
  EXPECT_EQ(verdict_with({acting(Verdict::review), acting(Verdict::block), acting(Verdict::allow)}),
            Verdict::block);
  EXPECT_EQ(verdict_with({acting(Verdict::block), acting(Verdict::sanctions)}), Verdict::sanctions);
  EXPECT_EQ(verdict_with({acting(Verdict::challenge), acting(Verdict::allow)}), Verdict::challenge);
}

TEST(Decide, ScoresAddUpToThresholds) {
  EXPECT_EQ(verdict_with({scored(49)}), Verdict::allow);
  EXPECT_EQ(verdict_with({scored(49), scored(1)}), Verdict::challenge);
  EXPECT_EQ(verdict_with({scored(35), scored(35)}), Verdict::review);
  EXPECT_EQ(verdict_with({scored(90)}), Verdict::block);
  EXPECT_EQ(verdict_with({scored(90), scored(-30)}), Verdict::challenge);
}

TEST(Decide, AFailPolicyIsHeardAndAShadowFailureIsNot) {
  EXPECT_EQ(verdict_with({}, {{"r", "R1", Verdict::review, "why"}}), Verdict::review);
  EXPECT_EQ(verdict_with({}, {{"r", "R1", Verdict::unknown, "why"}}), Verdict::allow);
}

TEST(Decide, ShadowHitsDecideNothing) {
  Decision decision;
  decision.shadow = {acting(Verdict::block), scored(1000)};
  decide(kThresholds, decision);
  EXPECT_EQ(decision.verdict, Verdict::allow);
  EXPECT_EQ(decision.score, 0);
}

TEST(Verdict, NamesReadBack) {
  for (const auto verdict :
       {Verdict::allow, Verdict::challenge, Verdict::review, Verdict::block, Verdict::sanctions})
    EXPECT_EQ(verdict_named(name_of(verdict)), verdict);
  EXPECT_FALSE(verdict_named("unknown"));
  EXPECT_FALSE(verdict_named("Block"));
}

}  // namespace
}  // namespace tollgate::risk
