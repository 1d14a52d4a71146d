#include "plugins/wallet/amount.h"

#include <gtest/gtest.h>

#include "plugins/wallet/wallet_time.h"

namespace tollgate::wallet {
namespace {

constexpr std::int64_t kMost = (std::int64_t{1} << 53) - 1;

TEST(WalletAmount, IsWrittenExactly) {
  EXPECT_EQ(decimal_of(1999, 2), "19.99");
  EXPECT_EQ(decimal_of(5, 2), "0.05");
  EXPECT_EQ(decimal_of(0, 2), "0.00");
  EXPECT_EQ(decimal_of(100, 2), "1.00");
  EXPECT_EQ(decimal_of(1999, 0), "1999");
  EXPECT_EQ(decimal_of(7, 3), "0.007");
  EXPECT_EQ(decimal_of(kMost, 2), "90071992547409.91");
}

TEST(WalletAmount, IsReadBackAsItWasWritten) {
  for (const unsigned exponent : {0U, 2U, 3U})
    for (const std::int64_t minor : {0L, 1L, 9L, 10L, 99L, 100L, 1999L, 1'000'000L, kMost})
      EXPECT_EQ(minor_of(decimal_of(minor, exponent), exponent), minor);
  EXPECT_EQ(minor_of("19.9", 2), 1990);
  EXPECT_EQ(minor_of("19", 2), 1900);
}

TEST(WalletAmount, IsNothingElse) {
  for (const char* text : {"", ".", "1.", ".5", "1.999", "01.00", "+1", "-1.00", " 1", "1 ", "1,00",
                           "1e2", "90071992547409.92", "99999999999999999999999", "0x1", "1.0.0"})
    EXPECT_FALSE(minor_of(text, 2)) << text;
  EXPECT_FALSE(minor_of("1.0", 0));
}

TEST(WalletTime, IsChinas) {
  EXPECT_EQ(wallet_time(1'795'264'200'000'000), "2026-11-21 20:30:00");
  EXPECT_EQ(wallet_time(1'795'264'200'999'999), "2026-11-21 20:30:00");
  EXPECT_EQ(wallet_time(0), "1970-01-01 08:00:00");
  EXPECT_EQ(wallet_time(1'709'222'399'000'000), "2024-02-29 23:59:59");
}

}  // namespace
}  // namespace tollgate::wallet
