#include "gateway/base/money.h"

#include <gtest/gtest.h>

#include <numeric>
#include <random>

#include "tests/gateway/currencies.h"

namespace tollgate {
namespace {

TEST(CurrencyTable, HasEveryExponentOfIso4217) {
  EXPECT_EQ(kJpy.exponent(), 0);
  EXPECT_EQ(kEur.exponent(), 2);
  EXPECT_EQ(kKwd.exponent(), 3);
  EXPECT_EQ(Currency::parse("CLF")->exponent(), 4);
  EXPECT_GE(Currency::all().size(), 155U);
}

TEST(CurrencyTable, CodesAndNumbersNameOneEntryEach) {
  for (const auto& info : Currency::all()) {
    ASSERT_EQ(Currency::parse(info.code)->numeric(), info.numeric) << info.code;
    ASSERT_EQ(Currency::from_numeric(info.numeric)->code(), info.code) << info.numeric;
    ASSERT_EQ(info.code.size(), 3U);
    ASSERT_LE(info.exponent, 4);
  }
}

TEST(CurrencyTable, RefusesWhatIsNotACode) {
  for (const auto* text : {"", "EU", "eur", "EURO", "XXX", "ZZZ", "E\0R"})
    EXPECT_FALSE(Currency::parse(text)) << text;
}

TEST(Money, ReadsDecimalsOfItsCurrencyOnly) {
  EXPECT_EQ(Money::parse_decimal("12.34", kEur)->minor(), 1234);
  EXPECT_EQ(Money::parse_decimal("12.3", kEur)->minor(), 1230);
  EXPECT_EQ(Money::parse_decimal("12", kJpy)->minor(), 12);
  EXPECT_EQ(Money::parse_decimal("0.001", kKwd)->minor(), 1);
  for (const auto* text :
       {"", ".", "1.", ".5", "1.234", "-1", "+1", "1e3", " 1", "1 ", "1,0", "0x1"})
    EXPECT_FALSE(Money::parse_decimal(text, kEur)) << text;
  EXPECT_FALSE(Money::parse_decimal("1.0", kJpy));
  EXPECT_FALSE(Money::parse_decimal("99999999999999999999", kJpy));
}

TEST(Money, SumsAreCheckedForCurrencyAndRange) {
  const Money most(Money::kMinorMax, kEur);
  EXPECT_FALSE(most.plus(Money(1, kEur)));
  EXPECT_FALSE(Money(-Money::kMinorMax, kEur).minus(Money(1, kEur)));
  EXPECT_FALSE(Money(1, kEur).plus(Money(1, kJpy)));
  EXPECT_FALSE(Money(1, kEur).minus(Money(1, kJpy)));
  EXPECT_EQ(most.minus(Money(1, kEur))->minor(), Money::kMinorMax - 1);
  // Outside the range the sum must be refused, not wrapped.
  const Money huge(std::numeric_limits<std::int64_t>::max(), kEur);
  EXPECT_FALSE(huge.plus(huge));
}

TEST(Money, DecimalTextReadsBackForEveryCurrency) {
  std::mt19937_64 random(1);
  for (const auto& info : Currency::all()) {
    const Currency currency = *Currency::parse(info.code);
    for (int i = 0; i < 50; ++i) {
      const Money money(static_cast<std::int64_t>(random() % (Money::kMinorMax >> (i % 50))),
                        currency);
      ASSERT_EQ(Money::parse_decimal(money.decimal(), currency), money) << money.str();
    }
  }
  EXPECT_EQ(Money(-5, kEur).str(), "-0.05 EUR");
  EXPECT_EQ(Money(-1234, kEur).str(), "-12.34 EUR");
}

TEST(Money, SplitsSumToTheWholeAndDifferByLessThanOneUnit) {
  std::mt19937_64 random(2);
  for (int round = 0; round < 2000; ++round) {
    const Money whole(static_cast<std::int64_t>(random() % Money::kMinorMax), kEur);
    std::vector<std::int64_t> weights(1 + random() % 9);
    for (auto& weight : weights) weight = static_cast<std::int64_t>(random() % 1000);
    weights[0] += 1;
    const auto parts = split_by_largest_remainder(whole, weights);
    const std::int64_t sum = std::accumulate(weights.begin(), weights.end(), std::int64_t{0});
    std::int64_t total = 0;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      total += parts[i].minor();
      const long double exact = static_cast<long double>(whole.minor()) * weights[i] / sum;
      ASSERT_LT(std::abs(static_cast<double>(exact - parts[i].minor())), 1.01) << round;
    }
    ASSERT_EQ(total, whole.minor()) << round;
  }
}

TEST(Money, TiesOfASplitGoToTheEarlierPart) {
  const auto parts = split_by_largest_remainder(Money(100, kEur), {1, 1, 1});
  EXPECT_EQ(parts[0].minor(), 34);
  EXPECT_EQ(parts[1].minor(), 33);
  EXPECT_EQ(parts[2].minor(), 33);
}

TEST(Money, FractionsRoundHalfUp) {
  EXPECT_EQ(fraction_half_up(Money(100, kEur), 25, 1000)->minor(), 3);  // 2.5
  EXPECT_EQ(fraction_half_up(Money(100, kEur), 24, 1000)->minor(), 2);  // 2.4
  EXPECT_EQ(fraction_half_up(Money(0, kEur), 1, 3)->minor(), 0);
  EXPECT_EQ(fraction_half_up(Money(Money::kMinorMax, kEur), 1, 1)->minor(), Money::kMinorMax);
  EXPECT_FALSE(fraction_half_up(Money(Money::kMinorMax, kEur), 2, 1));
}

}  // namespace
}  // namespace tollgate
