#include "gateway/adapters/mysql/reply.h"

#include <gtest/gtest.h>

namespace tollgate::mysql {
namespace {

TEST(Classify, KnowsWhatToDoAboutACode) {
  const auto kind = [](int code, std::string_view state = "HY000") {
    return classify(code, state, "").kind;
  };
  EXPECT_EQ(kind(1213), FailureKind::contention);
  EXPECT_EQ(kind(1205), FailureKind::contention);
  EXPECT_EQ(kind(1264), FailureKind::out_of_range);
  EXPECT_EQ(kind(2013), FailureKind::connection_lost);
  EXPECT_EQ(kind(2002), FailureKind::unreachable);
  EXPECT_EQ(kind(1406), FailureKind::refused);
  EXPECT_EQ(kind(9999, "08S01"), FailureKind::connection_lost) << "any broken connection";
}

TEST(Classify, NamesTheKeyOfADuplicate) {
  EXPECT_EQ(classify(1062, "23000", "Duplicate entry 'it's' for key 'requests_by_idempotency'").key,
            "requests_by_idempotency");
  EXPECT_EQ(classify(1062, "23000", "Duplicate entry 'x' for key 'payments.PRIMARY'").key,
            "PRIMARY")
      << "MySQL puts the table before it";
  EXPECT_EQ(classify(1062, "23000", "something else").key, "");
}

TEST(ToError, SaysWhetherToTryAgain) {
  EXPECT_EQ(to_error({.kind = FailureKind::unreachable}).code, ErrorCode::unavailable);
  EXPECT_EQ(to_error({.kind = FailureKind::connection_lost}).code, ErrorCode::unavailable);
  EXPECT_EQ(to_error({.kind = FailureKind::duplicate_key}).code, ErrorCode::conflict);
  EXPECT_EQ(to_error({.kind = FailureKind::refused}).code, ErrorCode::internal);
}

}  // namespace
}  // namespace tollgate::mysql
