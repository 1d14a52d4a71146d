#include "gateway/adapters/lua/risk_engine.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

namespace tollgate::lua {
namespace {

using testing::ElementsAre;

const auto kNow = from_unix_micros(1'790'000'000'000'000);

risk::PaymentFacts facts_of(const std::string& card, Timestamp now = kNow) {
  risk::PaymentFacts facts(Money(1999, *Currency::parse("USD")));
  facts.merchant_id = "mer_1";
  facts.card_bin = "424242";
  facts.card_fingerprint = card;
  facts.created_at = now;
  return facts;
}

std::shared_ptr<const RuleBundle> bundle_of(const std::string& text) {
  auto bundle = RuleBundle::from_texts({{"rules.lua", text}}, {});
  EXPECT_TRUE(bundle.ok()) << bundle.error().message;
  return *bundle;
}

std::unique_ptr<RiskEngine> engine_of(std::shared_ptr<const RuleBundle> bundle) {
  auto engine = RiskEngine::create(std::move(bundle));
  EXPECT_TRUE(engine.ok());
  return std::move(*engine);
}

std::unique_ptr<RiskEngine> starter_engine() {
  auto bundle = RuleBundle::load(TOLLGATE_SOURCE_DIR "/rules");
  EXPECT_TRUE(bundle.ok()) << bundle.error().message;
  return engine_of(*bundle);
}

constexpr const char* kCounting =
    "local f = features { attempts = count(by.card, '10m') }\n"
    "rule 'third' { mode = 'live', reason = 'R1', action = block,\n"
    "  when = function(p) return f.attempts >= 3 end }\n";

TEST(RiskEngine, StarterPackBlocksABlockedRange) {
  const auto engine = starter_engine();
  auto facts = facts_of("card-1");
  EXPECT_EQ(engine->evaluate(facts).verdict, risk::Verdict::allow);
  facts.card_bin = "41000000";
  const auto decision = engine->evaluate(facts);
  EXPECT_EQ(decision.verdict, risk::Verdict::block);
  ASSERT_EQ(decision.reasons.size(), 1U);
  EXPECT_EQ(decision.reasons[0].rule, "blocked_bin");
  EXPECT_EQ(decision.reasons[0].reason, "R120");
}

TEST(RiskEngine, StarterPackBlocksLargeAmounts) {
  const auto engine = starter_engine();
  auto facts = facts_of("card-1");
  facts.amount = Money(1'000'001, *Currency::parse("EUR"));
  const auto decision = engine->evaluate(facts);
  EXPECT_EQ(decision.verdict, risk::Verdict::block);
  ASSERT_EQ(decision.reasons.size(), 1U);
  EXPECT_EQ(decision.reasons[0].reason, "R110");
}

TEST(RiskEngine, StarterPackBlocksTheSixthAttemptInTenMinutes) {
  const auto engine = starter_engine();
  for (int i = 0; i < 5; ++i) {
    const auto now = kNow + std::chrono::minutes(i);
    EXPECT_EQ(engine->evaluate(facts_of("card-1", now)).verdict, risk::Verdict::allow) << i;
  }
  const auto sixth = engine->evaluate(facts_of("card-1", kNow + std::chrono::minutes(5)));
  EXPECT_EQ(sixth.verdict, risk::Verdict::block);
  ASSERT_EQ(sixth.reasons.size(), 1U);
  EXPECT_EQ(sixth.reasons[0].reason, "R130");
  ASSERT_EQ(sixth.features.size(), 1U);
  EXPECT_EQ(sixth.features[0].name, "card_attempts_10m");
  EXPECT_EQ(sixth.features[0].value, 6);
  EXPECT_EQ(engine->evaluate(facts_of("card-2", kNow)).verdict, risk::Verdict::allow);
  const auto later = kNow + std::chrono::minutes(30);
  EXPECT_EQ(engine->evaluate(facts_of("card-1", later)).verdict, risk::Verdict::allow);
}

TEST(RiskEngine, ADecisionNamesTheBundleThatMadeIt) {
  const auto bundle = bundle_of(kCounting);
  const auto engine = engine_of(bundle);
  EXPECT_EQ(engine->evaluate(facts_of("card")).bundle_digest, bundle->digest());
}

TEST(RiskEngine, SumsAreMoneyOfThePaymentsCurrency) {
  const auto engine = engine_of(bundle_of(
      "local f = features { spent = sum('amount', by.card, '1h') }\n"
      "rule 'spent' { mode = 'live', reason = 'R1', action = block,\n"
      "  when = function(p) return p.currency == 'USD' and f.spent > USD '39.98' end }\n"));
  auto euros = facts_of("card");
  euros.amount = Money(1'000'000, *Currency::parse("EUR"));
  EXPECT_EQ(engine->evaluate(euros).verdict, risk::Verdict::allow);
  EXPECT_EQ(engine->evaluate(facts_of("card")).verdict, risk::Verdict::allow);
  EXPECT_EQ(engine->evaluate(facts_of("card")).verdict, risk::Verdict::allow);
  EXPECT_EQ(engine->evaluate(facts_of("card")).verdict, risk::Verdict::block);
}

TEST(RiskEngine, ABacktestNeitherReadsNorChangesTheRecentPast) {
  const auto engine = engine_of(bundle_of(kCounting));
  const std::vector<risk::FeatureValue> given = {{"attempts", 3}, {"of_another_bundle", 1}};
  for (int i = 0; i < 5; ++i)
    EXPECT_EQ(engine->evaluate(facts_of("card"), given).verdict, risk::Verdict::block);
  EXPECT_EQ(engine->evaluate(facts_of("card"), {}).verdict, risk::Verdict::allow);
  EXPECT_EQ(engine->evaluate(facts_of("card")).features[0].value, 1);
}

TEST(RiskEngine, RecordRefillsTheRecentPast) {
  const auto engine = engine_of(bundle_of(kCounting));
  engine->record(facts_of("card"));
  engine->record(facts_of("card"));
  EXPECT_EQ(engine->evaluate(facts_of("card")).verdict, risk::Verdict::block);
}

TEST(RiskEngine, ANewBundleKeepsTheRecentPastOfEqualDefinitions) {
  const auto engine = engine_of(bundle_of(kCounting));
  engine->evaluate(facts_of("card"));
  engine->evaluate(facts_of("card"));
  const auto renamed = bundle_of(
      "local f = features { renamed = count(by.card, '10m'), other = count(by.card, '20m') }\n"
      "rule 'third' { mode = 'live', reason = 'R9', action = review,\n"
      "  when = function(p) return f.renamed == 3 and f.other == 1 end }\n");
  ASSERT_TRUE(engine->publish(renamed).ok());
  EXPECT_EQ(engine->bundle(), renamed);
  const auto decision = engine->evaluate(facts_of("card"));
  EXPECT_EQ(decision.verdict, risk::Verdict::review);
  EXPECT_EQ(decision.bundle_digest, renamed->digest());
}

TEST(RiskEngine, FailuresAreCountedAndTheInterpreterReplaced) {
  const auto engine = engine_of(bundle_of(
      "rule 'broken' { mode = 'live', reason = 'R1', action = block, on_error = challenge,\n"
      "  when = function(p) return p.device > 'x' end }\n"));
  const auto before = engine->counters();
  for (int i = 0; i < 5; ++i)
    EXPECT_EQ(engine->evaluate(facts_of("card")).verdict, risk::Verdict::challenge);
  const auto after = engine->counters();
  EXPECT_EQ(after.evaluations - before.evaluations, 5U);
  EXPECT_EQ(after.rule_failures - before.rule_failures, 5U);
  EXPECT_GE(after.programs_made - before.programs_made, 3U);  // two stood ready
}

TEST(RiskEngine, AttemptsEvaluatedAtOnceCountEachOther) {
  const auto engine = engine_of(bundle_of(kCounting));
  constexpr int kThreads = 4;
  constexpr int kAttempts = 50;
  std::atomic<int> allowed{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t)
    threads.emplace_back([&] {
      for (int i = 0; i < kAttempts; ++i)
        if (engine->evaluate(facts_of("card")).verdict == risk::Verdict::allow) ++allowed;
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(allowed, 2);
  EXPECT_EQ(engine->evaluate(facts_of("card")).features[0].value, kThreads * kAttempts + 1);
}

TEST(RiskEngine, ASwapDropsNoPaymentAndMixesNoBundles) {
  const auto blocking = bundle_of(
      "rule 'a' { mode = 'live', reason = 'R1', action = block,\n"
      "  when = function(p) return true end }\n");
  const auto reviewing = bundle_of(
      "rule 'b' { mode = 'live', reason = 'R2', action = review,\n"
      "  when = function(p) return true end }\n");
  const auto engine = engine_of(blocking);
  std::atomic<bool> stop{false};
  std::atomic<int> decided{0};
  std::atomic<int> wrong{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 2; ++t)
    threads.emplace_back([&] {
      while (!stop) {
        const auto decision = engine->evaluate(facts_of("card"));
        const bool is_blocking = decision.bundle_digest == blocking->digest();
        const auto expected = is_blocking ? risk::Verdict::block : risk::Verdict::review;
        if (decision.verdict != expected || decision.reasons.size() != 1) ++wrong;
        ++decided;
      }
    });
  for (int i = 0; i < 50 || decided < 100; ++i)
    ASSERT_TRUE(engine->publish(i % 2 == 0 ? reviewing : blocking).ok());
  stop = true;
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
}

}  // namespace
}  // namespace tollgate::lua
