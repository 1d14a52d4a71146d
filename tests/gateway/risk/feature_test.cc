#include "gateway/risk/feature.h"

#include <gtest/gtest.h>

namespace tollgate::risk {
namespace {

TEST(ParseWindow, TakesMinutesHoursAndDays) {
  EXPECT_EQ(parse_window("1m").value(), std::chrono::minutes(1));
  EXPECT_EQ(parse_window("24h").value(), std::chrono::hours(24));
  EXPECT_EQ(parse_window("31d").value(), std::chrono::hours(24 * 31));
}

TEST(ParseWindow, RefusesEverythingElse) {
  for (const auto* text : {"", "m", "10", "0m", "-1m", "+1m", "10s", "10mm", " 10m", "1.5h", "32d",
                           "44641m", "9223372036854775807d", "99999999999999999999m"})
    EXPECT_FALSE(parse_window(text).ok()) << text;
}

PaymentFacts facts_of(const std::string& merchant, const std::string& customer) {
  PaymentFacts facts(Money(100, *Currency::parse("USD")));
  facts.merchant_id = merchant;
  facts.customer = customer;
  facts.email = "Payer@Mail.Example";
  facts.ip = customer;  // the same text under another dimension
  return facts;
}

constexpr auto kCustomer = static_cast<std::size_t>(Dimension::customer);
constexpr auto kIp = static_cast<std::size_t>(Dimension::ip);
constexpr auto kEmail = static_cast<std::size_t>(Dimension::email);
constexpr std::uint32_t kAll = ~0U;

TEST(Sample, CustomersBelongToTheirMerchant) {
  const Sample one(facts_of("mer_1", "c"), kAll);
  EXPECT_EQ(one.keys[kCustomer], Sample(facts_of("mer_1", "c"), kAll).keys[kCustomer]);
  EXPECT_NE(one.keys[kCustomer], Sample(facts_of("mer_2", "c"), kAll).keys[kCustomer]);
  EXPECT_EQ(one.keys[kIp], Sample(facts_of("mer_2", "c"), kAll).keys[kIp]);
  EXPECT_NE(one.keys[kCustomer], one.keys[kIp]);
}

TEST(Sample, SandboxAndLiveShareNothing) {
  auto live = facts_of("mer_1", "c");
  live.live = true;
  EXPECT_NE(Sample(live, kAll).keys[kIp], Sample(facts_of("mer_1", "c"), kAll).keys[kIp]);
}

// What a merchant is paid says nothing of what it sends away.
TEST(Sample, PaymentsAndPayoutsShareNothing) {
  auto payout = facts_of("mer_1", "c");
  payout.direction = "payout";
  const Sample out(payout, kAll);
  const Sample in(facts_of("mer_1", "c"), kAll);
  for (const auto dimension : {kCustomer, kIp, kEmail})
    EXPECT_NE(out.keys[dimension], in.keys[dimension]);
  EXPECT_EQ(out.keys[kIp], Sample(payout, kAll).keys[kIp]);
}

TEST(Sample, EmailIgnoresCaseAndUnknownTextsHaveNoKey) {
  auto lower = facts_of("mer_1", "");
  lower.email = "payer@mail.example";
  const Sample sample(lower, kAll);
  EXPECT_EQ(sample.keys[kEmail], Sample(facts_of("mer_1", "c"), kAll).keys[kEmail]);
  EXPECT_FALSE(sample.keys[kCustomer]);
}

TEST(Sample, HashesOnlyWhatFeaturesRead) {
  Feature feature;
  feature.by = Dimension::ip;
  const Sample sample(facts_of("mer_1", "c"), dimensions_of(feature));
  EXPECT_TRUE(sample.keys[kIp]);
  EXPECT_FALSE(sample.keys[kCustomer]);
}

TEST(Feature, HistoryFollowsTheDefinitionAndNotTheName) {
  Feature a{"a", FeatureKind::count, Dimension::unknown, Dimension::ip, std::chrono::hours(1)};
  Feature b = a;
  b.name = "b";
  EXPECT_EQ(a.history_id(), b.history_id());
  b.window = std::chrono::hours(2);
  EXPECT_NE(a.history_id(), b.history_id());
  b = a;
  b.by = Dimension::card;
  EXPECT_NE(a.history_id(), b.history_id());
}

}  // namespace
}  // namespace tollgate::risk
