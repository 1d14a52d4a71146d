#include "plugins/card/response_code.h"

#include <gtest/gtest.h>

namespace tollgate::card {
namespace {

TEST(ResponseCode, MeansWhatTheConventionsSay) {
  struct Row {
    const char* value;
    Meaning meaning;
    const char* code;
  };
  const Row rows[] = {
      {"00", Meaning::approved, ""},
      {"11", Meaning::approved, ""},
      {"10", Meaning::partially_approved, ""},
      {"05", Meaning::declined, "do_not_honor"},
      {"04", Meaning::declined, "lost_or_stolen"},
      {"41", Meaning::declined, "lost_or_stolen"},
      {"43", Meaning::declined, "lost_or_stolen"},
      {"14", Meaning::declined, "incorrect_number"},
      {"15", Meaning::declined, "incorrect_number"},
      {"51", Meaning::declined, "insufficient_funds"},
      {"54", Meaning::declined, "expired_card"},
      {"57", Meaning::declined, "restricted_card"},
      {"62", Meaning::declined, "restricted_card"},
      {"59", Meaning::declined, "fraud"},
      {"61", Meaning::declined, "limit_exceeded"},
      {"65", Meaning::declined, "limit_exceeded"},
      {"68", Meaning::unclear, "no_reply"},
      {"91", Meaning::declined_for_now, "try_again_later"},
      {"96", Meaning::declined_for_now, "try_again_later"},
      {"94", Meaning::duplicate, "duplicate"},
      {"30", Meaning::declined, "format_error"},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(response_code(row.value).meaning, row.meaning) << row.value;
    EXPECT_EQ(response_code(row.value).code, row.code) << row.value;
  }
}

TEST(ResponseCode, WhatIsNotListedIsNeitherYesNorNo) {
  for (const char* value : {"", "0", "000", "99", "A1", "  "}) {
    EXPECT_EQ(response_code(value).meaning, Meaning::unclear) << value;
    EXPECT_EQ(response_code(value).code, "channel_bad_response") << value;
  }
}

}  // namespace
}  // namespace tollgate::card
