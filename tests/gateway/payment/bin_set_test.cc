#include "gateway/payment/bin_set.h"

#include <gtest/gtest.h>

namespace tollgate {
namespace {

TEST(BinSet, ReadsPrefixesAndRanges) {
  EXPECT_EQ(parse_bin_range("4"), (BinRange{400'000, 499'999}));
  EXPECT_EQ(parse_bin_range("424242"), (BinRange{424'242, 424'242}));
  EXPECT_EQ(parse_bin_range("51-55"), (BinRange{510'000, 559'999}));
  EXPECT_EQ(parse_bin_range("222100-272099"), (BinRange{222'100, 272'099}));
  EXPECT_EQ(parse_bin_range("0"), (BinRange{0, 99'999}));
}

TEST(BinSet, RefusesWhatIsNoRange) {
  for (const auto* wrong : {"", "-", "4-", "-4", "4a", "4242424", "5-4", "55-51", " 4", "4-5-6"})
    EXPECT_EQ(parse_bin_range(wrong), std::nullopt) << wrong;
}

TEST(BinSet, ABinHasSixDigitsOrMore) {
  EXPECT_EQ(parse_bin("424242"), 424'242U);
  EXPECT_EQ(parse_bin("42424242"), 424'242U);
  EXPECT_EQ(parse_bin("42424"), std::nullopt);
  EXPECT_EQ(parse_bin(""), std::nullopt);
}

TEST(BinSet, MergesWhatTouchesAndFindsBothEnds) {
  const BinSet set(
      {{500'000, 599'999}, {400'000, 400'099}, {400'100, 400'199}, {450'000, 520'000}});
  EXPECT_EQ(set.ranges(), (std::vector<BinRange>{{400'000, 400'199}, {450'000, 599'999}}));
  for (const std::uint32_t inside : {400'000U, 400'199U, 450'000U, 520'001U, 599'999U})
    EXPECT_TRUE(set.contains(inside)) << inside;
  for (const std::uint32_t outside : {0U, 399'999U, 400'200U, 449'999U, 600'000U, 999'999U})
    EXPECT_FALSE(set.contains(outside)) << outside;
  EXPECT_FALSE(BinSet().contains(1));
}

}  // namespace
}  // namespace tollgate
