#include "gateway/risk/velocity.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tollgate::risk {
namespace {

using testing::ElementsAre;

const std::vector<Feature> kFeatures = {
    {"attempts", FeatureKind::count, Dimension::unknown, Dimension::card, std::chrono::minutes(10)},
    {"spent", FeatureKind::sum, Dimension::unknown, Dimension::card, std::chrono::hours(1)},
    {"cards", FeatureKind::distinct, Dimension::card, Dimension::ip, std::chrono::hours(1)},
};

struct Attempt {
  std::string card = "card";
  std::string ip = "192.0.2.1";
  const char* currency = "USD";
  int second = 0;
};

Sample sample_of(const Attempt& attempt) {
  PaymentFacts facts(Money(500, *Currency::parse(attempt.currency)));
  facts.card_fingerprint = attempt.card;
  facts.ip = attempt.ip;
  facts.created_at = from_unix_micros(1'790'000'000'000'000) + std::chrono::seconds(attempt.second);
  return {facts, ~0U};
}

TEST(Velocity, IncludesTheAttemptItself) {
  Velocity velocity;
  EXPECT_THAT(velocity.record_and_read(kFeatures, sample_of({})), ElementsAre(1, 500, 1));
  EXPECT_THAT(velocity.record_and_read(kFeatures, sample_of({})), ElementsAre(2, 1000, 1));
  EXPECT_THAT(velocity.record_and_read(kFeatures, sample_of({.card = "other"})),
              ElementsAre(1, 500, 2));
}

TEST(Velocity, ReadDoesNotCount) {
  Velocity velocity;
  velocity.record(kFeatures, sample_of({}));
  EXPECT_THAT(velocity.read(kFeatures, sample_of({})), ElementsAre(1, 500, 1));
  EXPECT_THAT(velocity.read(kFeatures, sample_of({})), ElementsAre(1, 500, 1));
  EXPECT_THAT(velocity.read(kFeatures, sample_of({.card = "new", .ip = "new"})),
              ElementsAre(0, 0, 0));
}

TEST(Velocity, EachFeatureForgetsAfterItsOwnWindow) {
  Velocity velocity;
  velocity.record(kFeatures, sample_of({}));
  EXPECT_THAT(velocity.read(kFeatures, sample_of({.second = 600})), ElementsAre(1, 500, 1));
  EXPECT_THAT(velocity.read(kFeatures, sample_of({.second = 620})), ElementsAre(0, 500, 1));
  EXPECT_THAT(velocity.read(kFeatures, sample_of({.second = 3'600 + 120})), ElementsAre(0, 0, 0));
}

TEST(Velocity, SumsKeepCurrenciesApart) {
  Velocity velocity;
  velocity.record(kFeatures, sample_of({.currency = "EUR"}));
  EXPECT_THAT(velocity.record_and_read(kFeatures, sample_of({})), ElementsAre(2, 500, 1));
}

TEST(Velocity, WhatIsNotKnownIsZeroAndTakesNoMemory) {
  Velocity velocity;
  EXPECT_THAT(velocity.record_and_read(kFeatures, sample_of({.card = "", .ip = ""})),
              ElementsAre(0, 0, 0));
  EXPECT_THAT(velocity.record_and_read(kFeatures, sample_of({.card = ""})), ElementsAre(0, 0, 0));
  EXPECT_EQ(velocity.keys(), 0U);
}

TEST(Velocity, ForgetsTheLeastRecentlyUsedBeyondItsKeys) {
  Velocity velocity({.keys_max = 4, .bytes_max = 1 << 20});
  const std::span<const Feature> count(kFeatures.data(), 1);
  for (const auto* card : {"a", "b", "c", "d"}) velocity.record(count, sample_of({.card = card}));
  velocity.record(count, sample_of({.card = "a"}));
  velocity.record(count, sample_of({.card = "e"}));
  EXPECT_EQ(velocity.keys(), 4U);
  EXPECT_EQ(velocity.evicted(), 1U);
  EXPECT_THAT(velocity.read(count, sample_of({.card = "a"})), ElementsAre(2));
  EXPECT_THAT(velocity.read(count, sample_of({.card = "b"})), ElementsAre(0));
}

TEST(Velocity, KeepsItsMemoryLimit) {
  constexpr std::size_t kBytesMax = std::size_t{256} << 10;
  Velocity velocity({.keys_max = 1'000'000, .bytes_max = kBytesMax});
  for (int i = 0; i < 20'000; ++i) {
    velocity.record(kFeatures, sample_of({.card = std::to_string(i), .second = i}));
    ASSERT_LE(velocity.bytes(), kBytesMax);
  }
  EXPECT_GT(velocity.evicted(), 0U);
  EXPECT_GT(velocity.keys(), 500U);
}

}  // namespace
}  // namespace tollgate::risk
