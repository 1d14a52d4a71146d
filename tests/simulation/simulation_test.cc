// That the simulation can be trusted: a seed is the same each time, and a gateway with any of the
// seeded defects fails. Whether the gateway itself holds is simulation.seeds' business.
#include <gtest/gtest.h>

#include <algorithm>

#include "gateway/base/log.h"
#include "tests/simulation/legal_moves.h"
#include "tests/simulation/world.h"

namespace tollgate::simulation {
namespace {

constexpr LogLevel kSilent = static_cast<LogLevel>(static_cast<int>(LogLevel::error) + 1);

WorldResult run_seed(std::uint64_t seed, Defect defect = Defect::none) {
  configure_log(kSilent, LogFormat::text);
  Coverage coverage;
  return run_world({seed, 10, defect, false}, coverage);
}

TEST(Replay, OfASeedIsTheSameToTheLastStep) {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    const WorldResult first = run_seed(seed);
    const WorldResult second = run_seed(seed);
    EXPECT_EQ(first.digest, second.digest) << "seed " << seed;
    EXPECT_EQ(first.steps, second.steps) << "seed " << seed;
  }
  EXPECT_NE(run_seed(1).digest, run_seed(2).digest);
}

TEST(Replay, WithItsHistoryTakesTheSameSteps) {
  Coverage coverage;
  const WorldResult told = run_world({3, 10, Defect::none, true}, coverage);
  EXPECT_EQ(told.digest, run_seed(3).digest);
  EXPECT_FALSE(told.lines.empty());
}

class Defects : public testing::TestWithParam<DefectName> {};

TEST_P(Defects, AreCaughtWithinAFewSeeds) {
  constexpr std::uint64_t kSeeds = 200;
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    const WorldResult result = run_seed(seed, GetParam().defect);
    const bool caught =
        std::any_of(result.violations.begin(), result.violations.end(),
                    [](const Violation& found) { return found.promise == GetParam().promise; });
    if (caught) return;
  }
  FAIL() << GetParam().name << " broke promise " << GetParam().promise << " unseen";
}

INSTANTIATE_TEST_SUITE_P(Seeded, Defects, testing::ValuesIn(kDefects),
                         [](const auto& info) { return std::string(info.param.name); });

TEST(LegalMoves, AgreeWithTheGatewaysTableOnWhatAnEndIs) {
  for (const PaymentStatus end : {PaymentStatus::failed, PaymentStatus::canceled})
    for (const auto& row : transition_table()) {
      if (row.from != end) continue;
      EXPECT_EQ(row.to, end) << tollgate::to_text(row.trigger);
    }
  EXPECT_FALSE(is_legal(PaymentStatus::failed, "payment.succeeded", PaymentStatus::succeeded));
  EXPECT_TRUE(is_legal(PaymentStatus::unknown, "payment.created", PaymentStatus::processing));
}

}  // namespace
}  // namespace tollgate::simulation
