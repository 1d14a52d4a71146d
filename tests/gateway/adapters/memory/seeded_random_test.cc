#include "gateway/adapters/memory/seeded_random.h"

#include <gtest/gtest.h>

#include <array>

namespace tollgate::memory {
namespace {

TEST(SeededRandom, RepeatsItselfForTheSameSeedOnly) {
  SeededRandom first(42);
  SeededRandom second(42);
  SeededRandom other(43);
  const std::uint64_t value = first.next();
  EXPECT_EQ(second.next(), value);
  EXPECT_NE(other.next(), value);
}

TEST(SeededRandom, GivesThePublishedSequence) {
  // The first outputs of SplitMix64 from state 1234567, little-endian.
  SeededRandom random(1234567);
  std::array<std::uint8_t, 16> bytes{};
  random.fill(bytes);
  std::uint64_t word = 0;
  for (int i = 7; i >= 0; --i) word = word << 8 | bytes[static_cast<std::size_t>(i)];
  EXPECT_EQ(word, 6457827717110365317ULL);
  word = 0;
  for (int i = 15; i >= 8; --i) word = word << 8 | bytes[static_cast<std::size_t>(i)];
  EXPECT_EQ(word, 3203168211198807973ULL);
}

TEST(SeededRandom, StaysBelowItsBoundAndReachesEveryValue) {
  SeededRandom random(7);
  std::array<int, 10> seen{};
  for (int i = 0; i < 10'000; ++i) ++seen.at(random.below(10));
  for (const int count : seen) EXPECT_NEAR(count, 1000, 200);
}

}  // namespace
}  // namespace tollgate::memory
