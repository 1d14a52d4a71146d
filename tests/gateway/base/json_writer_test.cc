#include "gateway/base/json_writer.h"

#include <gtest/gtest.h>

namespace tollgate {
namespace {

std::string json_text(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

TEST(JsonWriter, PutsCommasBetweenMembersAndItemsOnly) {
  JsonWriter json;
  json.begin_object()
      .member("a", 1)
      .key("b")
      .begin_array()
      .value("x")
      .value(true)
      .null()
      .begin_object()
      .end_object()
      .end_array()
      .member_or_null("c", "")
      .key("d")
      .raw("{\"e\":1}")
      .member("f", std::int64_t{-9007199254740991})
      .end_object();
  EXPECT_EQ(json.take(),
            R"({"a":1,"b":["x",true,null,{}],"c":null,"d":{"e":1},"f":-9007199254740991})");
}

TEST(JsonString, EscapesWhatJsonMustEscape) {
  EXPECT_EQ(json_text("a\"b\\c\n\r\t\x01\x7f"), "\"a\\\"b\\\\c\\n\\r\\t\\u0001\\u007f\"");
  EXPECT_EQ(json_text(std::string("\0", 1)), "\"\\u0000\"");
  EXPECT_EQ(json_text("é€😀"), "\"é€😀\"");
}

TEST(JsonString, ReplacesBytesThatAreNotUtf8) {
  EXPECT_EQ(json_text("a\xff"), "\"a\xef\xbf\xbd\"");
  EXPECT_EQ(json_text("\xc0\xaf"), "\"\xef\xbf\xbd\xef\xbf\xbd\"");  // overlong
  EXPECT_EQ(json_text("\xed\xa0\x80").size(), 2U + 9U);              // surrogate
  EXPECT_EQ(json_text("\xe2\x82"), "\"\xef\xbf\xbd\xef\xbf\xbd\"");  // cut short
}

TEST(Utf8, KnowsGoodFromBad) {
  EXPECT_TRUE(is_utf8(""));
  EXPECT_TRUE(is_utf8("plain é € 😀"));
  for (const auto* bad :
       {"\x80", "\xc2", "\xe0\x80\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xf8"})
    EXPECT_FALSE(is_utf8(bad));
}

}  // namespace
}  // namespace tollgate
