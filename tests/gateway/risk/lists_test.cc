#include "gateway/risk/lists.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tollgate::risk {
namespace {

using testing::HasSubstr;

const Timestamp kNow = *parse_day("2026-12-31");

ItemList parse(std::string_view text) {
  auto list = ItemList::parse("test.txt", text);
  EXPECT_TRUE(list.ok()) << list.error().message;
  return std::move(*list);
}

TEST(ItemList, ReadsItemsCommentsAndBlankLines) {
  const auto list = parse("# head\n\n  424242  # why\r\n410000\nlast#not-a-comment");
  EXPECT_EQ(list.size(), 3U);
  EXPECT_TRUE(list.has("424242", kNow));
  EXPECT_TRUE(list.has("410000", kNow));
  EXPECT_TRUE(list.has("last#not-a-comment", kNow));
  EXPECT_FALSE(list.has("42424", kNow));
  EXPECT_FALSE(list.has("", kNow));
}

TEST(ItemList, AnItemEndsWithTheDayBeforeItsDate) {
  const auto list = parse("x until=2027-01-01");
  EXPECT_TRUE(list.has("x", *parse_day("2027-01-01") - Duration(1)));
  EXPECT_FALSE(list.has("x", *parse_day("2027-01-01")));
}

TEST(ItemList, AnItemGivenTwiceCountsUntilTheLaterDay) {
  EXPECT_TRUE(parse("x until=2026-01-01\nx").has("x", kNow));
  EXPECT_TRUE(parse("x\nx until=2026-01-01").has("x", kNow));
}

TEST(ItemList, FindsAPrefix) {
  const auto list = parse("410000\n42 until=2026-01-01");
  EXPECT_TRUE(list.has_prefix_of("41000000", kNow));
  EXPECT_TRUE(list.has_prefix_of("410000", kNow));
  EXPECT_FALSE(list.has_prefix_of("41000", kNow));
  EXPECT_FALSE(list.has_prefix_of("424242", kNow));
  EXPECT_FALSE(list.has_prefix_of("", kNow));
}

TEST(ItemList, NamesTheBrokenLine) {
  for (const auto* text :
       {"a\nb c", "a\nb until=tomorrow", "a\nb until=2027-13-01", "a\nb until=2027-01-01 more"}) {
    const auto list = ItemList::parse("test.txt", text);
    ASSERT_FALSE(list.ok()) << text;
    EXPECT_THAT(list.error().message, HasSubstr("test.txt line 2"));
  }
  EXPECT_FALSE(ItemList::parse("test.txt", std::string(kListItemBytesMax + 1, 'x')).ok());
}

TEST(ParseDay, TakesRealDaysOnly) {
  EXPECT_EQ(unix_seconds(*parse_day("1970-01-02")), 86'400);
  EXPECT_TRUE(parse_day("2028-02-29"));
  for (const auto* text :
       {"", "2027-02-29", "2027-1-01", "2027-01-00", "2027/01/01", "-027-01-01", "2027-01-01T"})
    EXPECT_FALSE(parse_day(text)) << text;
}

}  // namespace
}  // namespace tollgate::risk
