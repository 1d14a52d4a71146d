#include "plugins/crossborder/name.h"

#include <gtest/gtest.h>

#include "plugins/crossborder/screening.h"
#include "plugins/crossborder/utf8.h"

namespace tollgate::crossborder {
namespace {

bool same(std::string_view one, std::string_view other) {
  const auto a = normal_name(one);
  const auto b = normal_name(other);
  return a && b && same_name(*a, *b);
}

TEST(Name, IsTheSameInAnotherDress) {
  EXPECT_TRUE(same("Ada Lovelace", "ADA  LOVELACE"));
  EXPECT_TRUE(same("Lovelace, Ada", "Ada Lovelace"));
  EXPECT_TRUE(same("Jean-Luc Picard", "jean luc picard"));
  EXPECT_TRUE(same("O'Brien", "O\u2019Brien"));
  EXPECT_TRUE(same("O'Brien", "OBrien"));
  EXPECT_TRUE(same("Øystein Åsgård", "OYSTEIN ASGARD"));
  EXPECT_TRUE(same("Müller", "Muller"));
  EXPECT_TRUE(same("Müller", "Mueller"));
  EXPECT_TRUE(same("Groß", "GROSS"));
  EXPECT_TRUE(same("Łukasz Żółć", "Lukasz Zolc"));
  EXPECT_TRUE(same("Nguyễn Văn Ánh", "Nguyen Van Anh"));
  EXPECT_TRUE(same("Jose\u0301", "José"));                // a mark of its own
  EXPECT_TRUE(same("Ada\u200bLovelace", "AdaLovelace"));  // with a space of no width
  EXPECT_TRUE(same("ＡＤＡ", "Ada"));                     // full-width letters
  EXPECT_TRUE(same("Иван Петров", "ПЕТРОВ ИВАН"));
  EXPECT_TRUE(same("Ϊων Σοφός", "Ϊων ΣΟΦόΣ"));
  EXPECT_TRUE(same("ACME, Inc.", "Acme Inc"));
}

TEST(Name, IsAnotherWithOtherLetters) {
  EXPECT_FALSE(same("Ada Lovelace", "Ada Loveland"));
  EXPECT_FALSE(same("Ada Lovelace", "Ada"));
  EXPECT_FALSE(same("Ada Lovelace", "Ada Ada Lovelace"));
  EXPECT_FALSE(same("Иван", "Ivan"));  // a transliteration is a later matcher's work
  EXPECT_FALSE(same("Company 1", "Company 2"));
}

TEST(Name, CannotBeJudgedWithoutLetters) {
  for (const char* name : {"", " ", ".,-", "\xff", "Ada\xc3", "\u200b", "'"})
    EXPECT_FALSE(normal_name(name)) << name;
}

// Each letter with a mark of Latin-1 and Latin Extended-A becomes letters of A to Z.
TEST(Name, FoldsEveryLatinLetter) {
  for (char32_t c = 0xC0; c <= 0x17F; ++c) {
    std::string text;
    append_character(text, c);
    const auto normal = normal_name("x" + text + "x");
    ASSERT_TRUE(normal) << static_cast<unsigned>(c);
    for (const char letter : normal->plain + normal->expanded)
      EXPECT_TRUE((letter >= 'A' && letter <= 'Z') || letter == ' ') << static_cast<unsigned>(c);
  }
}

class ScreeningTest : public ::testing::Test {
 protected:
  static Screening make(NameMatcher matcher = &same_name) {
    std::string problem;
    auto screening = Screening::make(
        {{"L-1", "Ivan Drago", {"The Siberian Express"}}, {"L-2", "Müller Handels GmbH", {}}},
        problem, matcher);
    EXPECT_TRUE(screening) << problem;
    return std::move(*screening);
  }
};

TEST_F(ScreeningTest, FindsExactNormalisedAndAliasNames) {
  const Screening screening = make();
  const auto kind = [&](std::string_view name) {
    const auto finding = screening.find(name);
    return finding.match ? std::string(to_text(finding.match->kind)) + " " + finding.match->id : "";
  };
  EXPECT_EQ(kind("Ivan Drago"), "exact L-1");
  EXPECT_EQ(kind("DRAGO, Ivan"), "normalised L-1");
  EXPECT_EQ(kind("the siberian express"), "alias L-1");
  EXPECT_EQ(kind("Mueller Handels GMBH"), "normalised L-2");
  EXPECT_EQ(kind("Ivan Drago II"), "");
  EXPECT_TRUE(screening.find("Ivana Drago").comparable);
}

TEST_F(ScreeningTest, FailsClosed) {
  EXPECT_FALSE(make().find("\xff").comparable);
  EXPECT_FALSE(make().find("...").comparable);
  std::string problem;
  EXPECT_FALSE(Screening::make({{"L-9", "???", {}}}, problem));
  EXPECT_NE(problem.find("L-9"), std::string::npos);
  EXPECT_FALSE(Screening::make({{"L-9", "Good", {"\xff"}}}, problem));
}

TEST_F(ScreeningTest, TakesAnotherMatcher) {
  const auto first_letter = [](const NormalName& listed, const NormalName& given) {
    return listed.plain.front() == given.plain.front();
  };
  const Screening screening = make(first_letter);
  EXPECT_TRUE(screening.find("Dolph").match);
  EXPECT_FALSE(screening.find("Rocky").match);
}

TEST(Utf8, TakesAllOfUnicodeAndNothingElse) {
  for (char32_t c = 0; c <= 0x110000; ++c) {
    std::string text;
    append_character(text, c);
    std::string_view view = text;
    const auto taken = take_character(view);
    const bool valid = c <= 0x10FFFF && (c < 0xD800 || c > 0xDFFF);
    ASSERT_EQ(taken.has_value(), valid) << static_cast<unsigned>(c);
    if (valid) {
      ASSERT_EQ(*taken, c);
      ASSERT_TRUE(view.empty());
    }
  }
  for (const char* text : {"\x80", "\xc0\x80", "\xc1\xbf", "\xe0\x80\x80", "\xf0\x80\x80\x80",
                           "\xf5\x80\x80\x80", "\xe2\x82", "\xc3("}) {
    std::string_view view = text;
    EXPECT_FALSE(take_character(view)) << text;
  }
}

TEST(Utf8, MakesOneLine) {
  EXPECT_EQ(one_line("a\nb\tc\x01", 10), "a b c ");
  EXPECT_EQ(one_line("äöü", 2), "äö");
  EXPECT_EQ(one_line("a\xff"
                     "b",
                     10),
            "a b");
}

}  // namespace
}  // namespace tollgate::crossborder
