#include "gateway/adapters/channel/clean_text.h"

#include <gtest/gtest.h>

namespace tollgate::channel {
namespace {

TEST(CleanText, LeavesValidTextAlone) {
  EXPECT_EQ(clean_text("Zażółć 支付 😀", 100), "Zażółć 支付 😀");
}

TEST(CleanText, CutsBetweenCharacters) {
  EXPECT_EQ(clean_text("aé", 2), "a");
  EXPECT_EQ(clean_text("aé", 3), "aé");
  EXPECT_EQ(clean_text("abc", 0), "");
}

TEST(CleanText, ReplacesWhatIsNotUtf8) {
  EXPECT_EQ(clean_text("a\xff"
                       "b",
                       9),
            "a?b");
  EXPECT_EQ(clean_text("\xc3", 9), "?");                 // cut short
  EXPECT_EQ(clean_text("\xc0\xaf", 9), "??");            // overlong
  EXPECT_EQ(clean_text("\xe0\x80\xaf", 9), "???");       // overlong
  EXPECT_EQ(clean_text("\xed\xa0\x80", 9), "???");       // a surrogate
  EXPECT_EQ(clean_text("\xf4\x90\x80\x80", 9), "????");  // beyond U+10FFFF
}

TEST(CleanText, ReplacesControlCharacters) {
  EXPECT_EQ(clean_text(std::string_view("a\0b\r\nc\x7f", 7), 9), "a?b??c?");
}

}  // namespace
}  // namespace tollgate::channel
