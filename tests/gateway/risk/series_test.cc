#include "gateway/risk/series.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <random>
#include <utility>
#include <vector>

#include "gateway/base/money.h"

namespace tollgate::risk {
namespace {

TEST(Series, AnEntryLivesForTheWholeWindowAndOneBucketAtMost) {
  Series series;
  series.add(100, 7);
  EXPECT_EQ(series.total(100), 7);
  EXPECT_EQ(series.total(100 + kBucketsPerWindow), 7);
  EXPECT_EQ(series.total(100 + kBucketsPerWindow + 1), 0);
}

TEST(Series, ALateArrivalCountsInItsOwnBucket) {
  Series series;
  series.add(100, 1);
  series.add(99, 2);
  series.add(99, 4);
  EXPECT_EQ(series.total(100), 7);
  EXPECT_EQ(series.total(99 + kBucketsPerWindow), 7);
  EXPECT_EQ(series.total(100 + kBucketsPerWindow), 1);
}

TEST(Series, WhatComesTooLateDoesNotCount) {
  Series amounts;
  amounts.add(100, 1);
  amounts.add(100 - kBucketsPerWindow, 2);
  amounts.add(100 - kBucketsPerWindow - 1, 4);
  EXPECT_EQ(amounts.total(100), 3);
  Series members;
  members.see(100, 1);
  members.see(100 - kBucketsPerWindow - 1, 2);
  EXPECT_EQ(members.members(100), 1);
}

TEST(Series, AMemberIsAsRecentAsItsNewestSightWhateverTheOrder) {
  Series series;
  series.see(120, 1);
  series.see(100, 1);
  series.see(110, 2);
  EXPECT_EQ(series.members(120), 2);
  EXPECT_EQ(series.members(110 + kBucketsPerWindow + 1), 1);
}

TEST(Series, TotalsSaturate) {
  Series series;
  for (int i = 0; i < 10; ++i) series.add(100 + i, Money::kMinorMax);
  EXPECT_EQ(series.total(110), Money::kMinorMax);
}

TEST(Series, CountsMembersOnceAndForgetsThemInTheOrderTheyWereLastSeen) {
  Series series;
  series.see(100, 1);
  series.see(110, 2);
  series.see(120, 1);
  EXPECT_EQ(series.members(120), 2);
  EXPECT_EQ(series.members(110 + kBucketsPerWindow + 1), 1);
  EXPECT_EQ(series.members(120 + kBucketsPerWindow + 1), 0);
}

TEST(Series, MembersAndMemoryAreBounded) {
  Series members;
  Series amounts;
  for (std::uint64_t i = 0; i < 10'000; ++i) {
    members.see(100, i);
    amounts.add(static_cast<BucketNumber>(i), 1);
  }
  EXPECT_EQ(members.members(100), static_cast<std::int64_t>(kMembersMax));
  EXPECT_EQ(amounts.total(9'999), kBucketsPerWindow + 1);
  EXPECT_LE(members.heap_bytes(), 2 * kMembersMax * 16);
  EXPECT_LE(amounts.heap_bytes(), 2 * kMembersMax * 16);
}

// A refill gives the past newest first while the present goes on.
TEST(Series, TheOrderOfArrivalDoesNotMatter) {
  std::mt19937 random(20261125);
  std::vector<std::pair<BucketNumber, std::int64_t>> attempts;
  for (int i = 0; i < 500; ++i)
    attempts.emplace_back(1000 + static_cast<BucketNumber>(random() % kBucketsPerWindow),
                          static_cast<std::int64_t>(random() % 20));
  const auto amounts_of = [&] {
    Series series;
    for (const auto& [bucket, value] : attempts) series.add(bucket, value);
    return series;
  };
  const auto members_of = [&] {
    Series series;
    for (const auto& [bucket, value] : attempts)
      series.see(bucket, static_cast<std::uint64_t>(value));
    return series;
  };
  std::sort(attempts.begin(), attempts.end());
  const Series amounts = amounts_of();
  const Series members = members_of();
  std::shuffle(attempts.begin(), attempts.end(), random);
  for (BucketNumber now = 1059; now < 1125; ++now) {
    ASSERT_EQ(amounts_of().total(now), amounts.total(now)) << now;
    ASSERT_EQ(members_of().members(now), members.members(now)) << now;
  }
}

// Against the obvious way: remember every attempt.
TEST(Series, AgreesWithAFullRecord) {
  std::mt19937 random(20261121);
  Series series;
  std::deque<std::pair<BucketNumber, std::int64_t>> all;
  BucketNumber now = 1000;
  for (int i = 0; i < 5'000; ++i) {
    now += static_cast<BucketNumber>(random() % 4 == 0 ? random() % 30 : 0);
    const auto amount = static_cast<std::int64_t>(random() % 1000);
    series.add(now, amount);
    all.emplace_back(now, amount);
    std::int64_t expected = 0;
    for (const auto& [bucket, value] : all)
      expected += bucket >= now - kBucketsPerWindow ? value : 0;
    ASSERT_EQ(series.total(now), expected) << i;
  }
}

}  // namespace
}  // namespace tollgate::risk
