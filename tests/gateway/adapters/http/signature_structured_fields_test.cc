#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/adapters/http/signature/structured_fields.h"

namespace tollgate::http {
namespace {

using ::testing::HasSubstr;

TEST(StructuredFields, ReadsEveryKindOfValue) {
  const std::string text =
      R"(a=1, b=-42;x;y=?0, c="q\"\\", d=:AQID:, e=tok/en:1, f, g=?1,	h=("one";req  "two");n=7)";
  const auto dictionary = parse_dictionary(text);
  ASSERT_TRUE(dictionary.ok()) << dictionary.error().message;
  ASSERT_EQ(dictionary->size(), 8U);
  const auto item = [&](std::string_view key) {
    return std::get<Item>(find_member(*dictionary, key)->value);
  };
  EXPECT_EQ(item("a").value, BareItem(std::int64_t{1}));
  EXPECT_EQ(item("b").value, BareItem(std::int64_t{-42}));
  EXPECT_EQ(*find_parameter(item("b").parameters, "x"), BareItem(true));
  EXPECT_EQ(*find_parameter(item("b").parameters, "y"), BareItem(false));
  EXPECT_EQ(find_parameter(item("b").parameters, "z"), nullptr);
  EXPECT_EQ(item("c").value, BareItem(std::string("q\"\\")));
  EXPECT_EQ(item("d").value, BareItem(ByteSequence{"\x01\x02\x03"}));
  EXPECT_EQ(item("e").value, BareItem(Token{"tok/en:1"}));
  EXPECT_EQ(item("f").value, BareItem(true));
  EXPECT_EQ(item("g").value, BareItem(true));
  const auto list = std::get<InnerList>(find_member(*dictionary, "h")->value);
  ASSERT_EQ(list.items.size(), 2U);
  EXPECT_EQ(list.items[0].value, BareItem(std::string("one")));
  EXPECT_NE(find_parameter(list.items[0].parameters, "req"), nullptr);
  EXPECT_EQ(*find_parameter(list.parameters, "n"), BareItem(std::int64_t{7}));
}

TEST(StructuredFields, KeepsTheTextReceived) {
  const std::string text = R"(sig1=( "@method"  "a";req );created=1 , x)";
  const auto dictionary = parse_dictionary(text);
  ASSERT_TRUE(dictionary.ok()) << dictionary.error().message;
  EXPECT_EQ(dictionary->front().source, R"(( "@method"  "a";req );created=1)");
  const auto& list = std::get<InnerList>(dictionary->front().value);
  EXPECT_EQ(list.items[0].source, R"("@method")");
  EXPECT_EQ(list.items[1].source, R"("a";req)");
}

TEST(StructuredFields, EmptyAndBlankTextsAreEmptyDictionaries) {
  for (const std::string_view text : {"", " ", "   "}) {
    const auto dictionary = parse_dictionary(text);
    ASSERT_TRUE(dictionary.ok()) << '[' << text << ']';
    EXPECT_TRUE(dictionary->empty());
  }
}

TEST(StructuredFields, AcceptsTheEdges) {
  for (const std::string_view text : {"a=999999999999999", "a=-999999999999999", "*a=1", "a._-*9=1",
                                      "a=()", "a=( )", "a=\"\"", "a=::", "a=*", "a= b=1"}) {
    const bool expected = text != "a= b=1";
    EXPECT_EQ(parse_dictionary(text).ok(), expected) << text;
  }
}

class Malformed : public ::testing::TestWithParam<std::string_view> {};

TEST_P(Malformed, IsRefusedWithItsPlace) {
  const auto dictionary = parse_dictionary(GetParam());
  ASSERT_FALSE(dictionary.ok()) << GetParam();
  EXPECT_EQ(dictionary.error().code, ErrorCode::invalid_argument);
  EXPECT_THAT(dictionary.error().message, HasSubstr("At character "));
}

INSTANTIATE_TEST_SUITE_P(
    Table, Malformed,
    ::testing::Values(
        "=1", "A=1", "1=1", "a=", "a=1,", "a=1, ", "a=1,,b=2", ",", ", a=1", "a=1 b=2", "a=1;",
        "a=1;B", "a=1; ;b", "a=1 ;b", "a=1;b=", "a=1;b=1;b=2", "a=1, a=2", "\ta=1",  //
        "a=1000000000000000", "a=-", "a=--1", "a=+1", "a=1.5", "a=1.", "a=01x",      //
        "a=\"", "a=\"b", "a=\"\\x\"", "a=\"\\", "a=\"\x01\"", "a=\"\x7f\"", "a=\"\xc3\xa9\"",
        "a=\"b\nc\"",  //
        "a=:", "a=:AQID", "a=:AQI:", "a=:AQ=:", "a=:AQ=I:", "a=:AR==:", "a=:A QID:", "a=:-_-_:",
        "a=?", "a=?2", "a=?true", "a=?10",  //
        "a=(", "a=(\"b\"", "a=(\"b\"\"c\")", "a=(\"b\",\"c\")", "a=((\"b\"))", "a=(\"b\";)",
        "a=(\t\"b\")", "a=)", "a=(b=1)", "a=@x", "a=\xff", "a=b\"c\"", std::string_view("a=1\0", 4),
        std::string_view("a=\0", 3), std::string_view("\0", 1), std::string_view("a=(\0", 4),
        std::string_view("a=\"\0\"", 5)));

TEST(StructuredFields, BoundsAreHeld) {
  const auto code_of = [](const std::string& text) {
    const auto dictionary = parse_dictionary(text);
    return dictionary.ok() ? ErrorCode::internal : dictionary.error().code;
  };
  std::string members;
  std::string parameters = "a=1";
  std::string items = "a=(";
  for (std::size_t i = 0; i <= kMaxDictionaryMembers; ++i)
    members += (i == 0 ? "k" : ", k") + std::to_string(i);
  for (std::size_t i = 0; i <= kMaxParameters; ++i) parameters += ";p" + std::to_string(i);
  for (std::size_t i = 0; i <= kMaxInnerListItems; ++i) items += " 1";
  EXPECT_EQ(code_of(members), ErrorCode::limit_exceeded);
  EXPECT_EQ(code_of(parameters), ErrorCode::limit_exceeded);
  EXPECT_EQ(code_of(items + ")"), ErrorCode::limit_exceeded);
  EXPECT_EQ(code_of("a=\"" + std::string(kMaxFieldBytes, 'x') + "\""), ErrorCode::limit_exceeded);

  EXPECT_TRUE(parse_dictionary(members.substr(0, members.rfind(','))).ok());
  EXPECT_TRUE(parse_dictionary(parameters.substr(0, parameters.rfind(';'))).ok());
  EXPECT_TRUE(parse_dictionary(items.substr(0, items.size() - 2) + ")").ok());
}

// Every prefix of a good text is read or refused, never more than that (ASan watches the reads).
TEST(StructuredFields, EveryPrefixIsSafe) {
  const std::string text = R"(sig1=("@method" "x";req;k="a\"b" :AQID: ?1 -12 tok);created=1;z=?0)";
  ASSERT_TRUE(parse_dictionary(text).ok());
  for (std::size_t size = 0; size < text.size(); ++size) {
    const std::string prefix = text.substr(0, size);  // its own allocation
    const auto dictionary = parse_dictionary(prefix);
    if (dictionary.ok()) {
      EXPECT_LE(dictionary->size(), 1U);
    } else {
      EXPECT_FALSE(dictionary.error().message.empty());
    }
  }
}

TEST(StructuredFields, WritesWhatItReads) {
  const std::string text = "a=" + quote_string(R"(x"y\z)") + ", b=" + quote_bytes("\x01\xff");
  const auto dictionary = parse_dictionary(text);
  ASSERT_TRUE(dictionary.ok());
  EXPECT_EQ(std::get<Item>((*dictionary)[0].value).value, BareItem(std::string(R"(x"y\z)")));
  EXPECT_EQ(std::get<Item>((*dictionary)[1].value).value, BareItem(ByteSequence{"\x01\xff"}));
}

}  // namespace
}  // namespace tollgate::http
