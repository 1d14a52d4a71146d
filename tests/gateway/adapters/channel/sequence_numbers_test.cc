#include "gateway/adapters/channel/sequence_numbers.h"

#include <gtest/gtest.h>

namespace tollgate::channel {
namespace {

using std::chrono::seconds;
using SteadyTime = SequenceNumbers::SteadyTime;

const SteadyTime kStart{};

TEST(SequenceNumbers, CountFromTheStartUntilABlockComes) {
  SequenceNumbers numbers(5000);
  EXPECT_TRUE(numbers.wants_block(kStart));
  EXPECT_EQ(numbers.next(kStart), 5000U);
  EXPECT_EQ(numbers.next(kStart), 5001U);
  numbers.give(1, 3, kStart);
  EXPECT_EQ(numbers.next(kStart), 1U);
}

TEST(SequenceNumbers, AskForTheNextBlockBeforeTheLastNumberIsUsed) {
  constexpr auto kBlock = SequenceNumbers::kBlockNumbers;
  SequenceNumbers numbers(5000);
  numbers.give(1, kBlock, kStart);
  for (std::uint64_t i = 1; i < kBlock / 2; ++i) ASSERT_EQ(numbers.next(kStart), i);
  EXPECT_FALSE(numbers.wants_block(kStart));
  numbers.next(kStart);
  EXPECT_TRUE(numbers.wants_block(kStart));
  numbers.give(9001, kBlock, kStart);
  EXPECT_FALSE(numbers.wants_block(kStart));
  for (std::uint64_t i = kBlock / 2 + 1; i <= kBlock; ++i) ASSERT_EQ(numbers.next(kStart), i);
  EXPECT_EQ(numbers.next(kStart), 9001U) << "the first block is used up first";
}

TEST(SequenceNumbers, ABlockThatIsTooOldIsGivenUp) {
  SequenceNumbers numbers(5000);
  numbers.give(1, 100, kStart);
  EXPECT_EQ(numbers.next(kStart), 1U);
  EXPECT_TRUE(numbers.wants_block(kStart + SequenceNumbers::kFreshFor));
  numbers.give(1001, 100, kStart + SequenceNumbers::kFreshFor);
  EXPECT_EQ(numbers.next(kStart + seconds(59)), 2U);
  EXPECT_EQ(numbers.next(kStart + seconds(60)), 1001U);
}

TEST(SequenceNumbers, ABlockInReserveIsReplacedBeforeItIsOld) {
  SequenceNumbers numbers(5000);
  numbers.give(1, 2000, kStart);
  EXPECT_EQ(numbers.next(kStart), 1U);
  numbers.give(3001, 2000, kStart + seconds(30));
  EXPECT_FALSE(numbers.wants_block(kStart + seconds(59)));
  EXPECT_TRUE(numbers.wants_block(kStart + seconds(60)));
}

TEST(SequenceNumbers, GoRoundWhenNoBlockComes) {
  SequenceNumbers numbers(5000);
  numbers.give(1, 2, kStart);
  EXPECT_EQ(numbers.next(kStart), 1U);
  EXPECT_EQ(numbers.next(kStart), 2U);
  EXPECT_EQ(numbers.next(kStart), 1U);
}

}  // namespace
}  // namespace tollgate::channel
