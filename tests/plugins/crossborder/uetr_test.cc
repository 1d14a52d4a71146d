#include "plugins/crossborder/uetr.h"

#include <gtest/gtest.h>

#include <set>

#include "plugins/crossborder/iso_time.h"
#include "plugins/crossborder/purpose.h"

namespace tollgate::crossborder {
namespace {

TEST(Uetr, IsAVersionFourUuidThatFollowsFromTheOperation) {
  std::set<std::string> seen;
  for (int i = 0; i < 2000; ++i) {
    const std::string operation_id = "op_" + std::to_string(i);
    const std::string uetr = uetr_of(operation_id);
    EXPECT_TRUE(is_uetr(uetr)) << uetr;
    EXPECT_EQ(uetr, uetr_of(operation_id));
    EXPECT_TRUE(seen.insert(uetr).second) << uetr;
  }
  // What was sent once must be found again by every later version.
  EXPECT_EQ(uetr_of("op_01M7Z1BG98E00AGKMTHRW4KD09"), "cd18f797-e9b2-49e8-adcd-d1ef41409563");
}

TEST(Uetr, KnowsTheForm) {
  EXPECT_TRUE(is_uetr("7a562c67-ca16-48ba-b074-65581be6f001"));
  for (const char* text :
       {"", "7a562c67-ca16-48ba-b074-65581be6f00", "7A562C67-CA16-48BA-B074-65581BE6F001",
        "7a562c67-ca16-58ba-b074-65581be6f001", "7a562c67-ca16-48ba-c074-65581be6f001",
        "7a562c67ca16-48ba-b074-65581be6f0011", "7a562c67-ca16-48ba-b074-65581be6f00g"})
    EXPECT_FALSE(is_uetr(text)) << text;
}

TEST(Purpose, IsFoundByItsCodeOnly) {
  std::string_view before;
  for (const auto& purpose : purposes()) {
    EXPECT_LT(before, purpose.code);
    before = purpose.code;
    EXPECT_EQ(purpose.code.size(), 4U);
    EXPECT_TRUE(is_purpose(purpose.code));
  }
  for (const char* code : {"", "GDD", "gdds", "GDDSX", "ZZZZ", "AAAA"})
    EXPECT_FALSE(is_purpose(code)) << code;
}

TEST(IsoTime, IsUtc) {
  EXPECT_EQ(iso_date_time(1'795'264'200'999'999), "2026-11-21T12:30:00Z");
  EXPECT_EQ(iso_date(1'795'264'200'000'000), "2026-11-21");
  EXPECT_EQ(iso_date_time(951'868'799'000'000), "2000-02-29T23:59:59Z");
  EXPECT_EQ(iso_date_time(-1), "1970-01-01T00:00:00Z");
  EXPECT_EQ(iso_date(INT64_MAX), "9999-12-31");
}

}  // namespace
}  // namespace tollgate::crossborder
