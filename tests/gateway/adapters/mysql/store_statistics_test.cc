#include "gateway/adapters/mysql/store_statistics.h"

#include <gtest/gtest.h>

namespace tollgate::mysql {
namespace {

using std::chrono::microseconds;

TEST(LatencyHistogram, CountsUpToAndIncludingABound) {
  LatencyHistogram histogram;
  for (const int micros : {0, 250, 251, 99'000'000}) histogram.record(microseconds(micros));
  const auto counts = histogram.counts();
  EXPECT_EQ(counts[0], 2U);
  EXPECT_EQ(counts[1], 1U);
  EXPECT_EQ(counts.back(), 1U);
  EXPECT_EQ(histogram.sum_micros(), 99'000'501U);
}

TEST(StoreStatistics, TellsTheBoundBelowWhichAShareLies) {
  LatencyHistogram histogram;
  for (int i = 0; i < 98; ++i) histogram.record(microseconds(900));
  for (int i = 0; i < 2; ++i) histogram.record(microseconds(20'000));
  StoreStatistics statistics;
  statistics.latency = histogram.counts();
  EXPECT_EQ(statistics.latency_micros_at(0.5), 1'000U);
  EXPECT_EQ(statistics.latency_micros_at(0.98), 1'000U);
  EXPECT_EQ(statistics.latency_micros_at(0.99), 25'000U);
}

}  // namespace
}  // namespace tollgate::mysql
