#include "plugins/crossborder/amount.h"

#include <gtest/gtest.h>

#include "gateway/base/currency.h"

namespace tollgate::crossborder {
namespace {

TEST(Amount, KnowsEveryExponentOfTheGateway) {
  for (const auto& currency : Currency::all())
    EXPECT_EQ(exponent_of(currency.code), currency.exponent) << currency.code;
}

TEST(Amount, IsWrittenExactly) {
  EXPECT_EQ(decimal_of(1999, 2), "19.99");
  EXPECT_EQ(decimal_of(1, 2), "0.01");
  EXPECT_EQ(decimal_of(0, 2), "0.00");
  EXPECT_EQ(decimal_of(1999, 0), "1999");
  EXPECT_EQ(decimal_of(5, 3), "0.005");
  EXPECT_EQ(decimal_of(999'999'999'999'999'999, 2), "9999999999999999.99");
  EXPECT_FALSE(decimal_of(1'000'000'000'000'000'000, 2));
  EXPECT_FALSE(decimal_of(-1, 2));
}

TEST(Amount, IsReadExactlyOrNotAtAll) {
  EXPECT_EQ(minor_of("19.99", 2), 1999);
  EXPECT_EQ(minor_of("19.990", 2), 1999);
  EXPECT_EQ(minor_of("19.9", 2), 1990);
  EXPECT_EQ(minor_of("200000", 2), 20'000'000);
  EXPECT_EQ(minor_of("0.005", 3), 5);
  EXPECT_EQ(minor_of("00019.99", 2), 1999);
  EXPECT_EQ(minor_of("0", 0), 0);
  EXPECT_EQ(minor_of("1999.0", 0), 1999);
  EXPECT_EQ(minor_of("999999999999999999", 0), 999'999'999'999'999'999);
  for (const char* text : {"", ".", ".5", "5.", "-1", "+1", "1e2", "1,5", " 1", "1 ", "19.999",
                           "1.2.3", "999999999999999999", "1999999999999999999", "0x10", "NaN"})
    EXPECT_FALSE(minor_of(text, 2)) << text;
}

TEST(Amount, ThereAndBack) {
  for (const int exponent : {0, 2, 3, 4})
    for (const std::int64_t minor : {0L, 1L, 9L, 10L, 99L, 100L, 101L, 1999L, 123'456'789L,
                                     99'999'999'999'999L, 999'999'999'999'999'999L}) {
      const auto text = decimal_of(minor, exponent);
      ASSERT_TRUE(text);
      EXPECT_EQ(minor_of(*text, exponent), minor) << *text;
    }
}

}  // namespace
}  // namespace tollgate::crossborder
