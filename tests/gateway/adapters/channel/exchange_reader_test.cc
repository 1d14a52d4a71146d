// What a plugin may say that an operation came to, and what makes the host disbelieve it.
#include "gateway/adapters/channel/exchange_reader.h"

#include <gtest/gtest.h>

#include <cstring>

#include "gateway/adapters/channel/outcome_reader.h"

namespace tollgate::channel {
namespace {

tollgate_money money(std::int64_t minor, const char* currency) {
  tollgate_money made{};
  made.minor = minor;
  std::strncpy(made.currency, currency, sizeof made.currency - 1);
  return made;
}

tollgate_view text(const char* value) { return {value, std::strlen(value)}; }

tollgate_exchange promise() {
  return {
      sizeof(tollgate_exchange), 0, money(9150, "EUR"), money(50, "EUR"), text("0.92"), text("Q-1"),
      1'800'000'000'000'000};
}

TEST(ExchangeReader, ReadsAPromise) {
  const tollgate_exchange raw = promise();
  const auto read = read_exchange(&raw, true);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->settled.str(), "91.50 EUR");
  EXPECT_EQ(read->fee.minor(), 50);
  EXPECT_EQ(read->rate, "0.92");
  EXPECT_EQ(read->reference, "Q-1");
  EXPECT_EQ(unix_micros(*read->expires_at), 1'800'000'000'000'000);
}

TEST(ExchangeReader, ABookingNeedsNoRateAndHasNoEnd) {
  tollgate_exchange raw = promise();
  raw.rate = {};
  raw.reference = {};
  raw.expires_unix_us = 0;
  const auto read = read_exchange(&raw, false);
  ASSERT_TRUE(read);
  EXPECT_FALSE(read->expires_at);
  EXPECT_FALSE(read_exchange(&raw, true));
}

TEST(ExchangeReader, RefusesWhatIsNone) {
  const auto refuses = [](auto spoil) {
    tollgate_exchange raw = promise();
    spoil(raw);
    return !read_exchange(&raw, true).ok();
  };
  EXPECT_TRUE(refuses([](auto& raw) { raw.size = sizeof raw - 8; }));
  EXPECT_TRUE(refuses([](auto& raw) { raw.settled.minor = -1; }));
  EXPECT_TRUE(refuses([](auto& raw) { raw.settled.minor = INT64_MAX; }));
  EXPECT_TRUE(refuses([](auto& raw) { raw.fee = money(1, "USD"); }));
  EXPECT_TRUE(refuses([](auto& raw) { raw.fee = money(1, "XX"); }));
  EXPECT_TRUE(refuses([](auto& raw) { raw.expires_unix_us = 0; }));
  EXPECT_TRUE(refuses([](auto& raw) { raw.expires_unix_us = INT64_MAX; }));
  EXPECT_TRUE(refuses([](auto& raw) { raw.reference = text("a b"); }));
  EXPECT_TRUE(refuses([](auto& raw) { raw.reference = {nullptr, 4}; }));
  for (const char* rate :
       {"", "0", "0.00", ".5", "5.", "1.2.3", "-1", "1e3", "1,5", "1234567890123456789012345"})
    EXPECT_TRUE(refuses([&](auto& raw) { raw.rate = text(rate); })) << rate;
}

TEST(ExchangeReader, OnlyAnApprovalCameToSomething) {
  const tollgate_exchange booked = promise();
  tollgate_outcome outcome{};
  outcome.size = sizeof outcome;
  outcome.kind = TOLLGATE_OUTCOME_PENDING;
  outcome.exchange = &booked;
  EXPECT_FALSE(read_outcome(&outcome, {}));
  outcome.kind = TOLLGATE_OUTCOME_APPROVED;
  ASSERT_TRUE(read_outcome(&outcome, {}));
  EXPECT_EQ(read_outcome(&outcome, {})->exchange->settled.minor(), 9150);
}

TEST(ExchangeReader, AnApprovedQuotePromisesSomething) {
  OutcomeBounds bounds;
  bounds.of_quote = true;
  tollgate_outcome outcome{};
  outcome.size = sizeof outcome;
  outcome.kind = TOLLGATE_OUTCOME_APPROVED;
  EXPECT_FALSE(read_outcome(&outcome, bounds));
  outcome.kind = TOLLGATE_OUTCOME_DECLINED;
  EXPECT_TRUE(read_outcome(&outcome, bounds));
}

}  // namespace
}  // namespace tollgate::channel
