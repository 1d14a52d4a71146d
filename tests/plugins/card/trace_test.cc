#include "plugins/card/trace.h"

#include <gtest/gtest.h>

namespace tollgate::card {
namespace {

TEST(Trace, IsTheRequestsTimeAndSequence) {
  const Trace trace = make_trace(1'795'264'205'999'999, 42);  // 2026-11-21T12:30:05.999999Z
  EXPECT_EQ(trace.transmission_time, "1121123005");
  EXPECT_EQ(trace.date, "1121");
  EXPECT_EQ(trace.time, "123005");
  EXPECT_EQ(trace.audit_number, "000042");
  EXPECT_EQ(trace.retrieval_reference, "000000000042");
}

TEST(Trace, KnowsLeapDaysAndMidnight) {
  EXPECT_EQ(make_trace(1'835'395'200'000'000, 1).transmission_time, "0229000000");  // 2028
  EXPECT_EQ(make_trace(1'835'481'599'999'999, 1).transmission_time, "0229235959");
  EXPECT_EQ(make_trace(0, 1).transmission_time, "0101000000");
}

TEST(Trace, AuditNumbersWrapFrom999999To1AndAreNeverZero) {
  EXPECT_EQ(make_trace(0, 999'999).audit_number, "999999");
  EXPECT_EQ(make_trace(0, 1'000'000).audit_number, "000001");
  EXPECT_EQ(make_trace(0, 18'446'744'073'709'551'615u).audit_number.size(), 6u);
}

TEST(Trace, DigitsKeepTheLastOnes) {
  EXPECT_EQ(digits(7, 3), "007");
  EXPECT_EQ(digits(123'456, 3), "456");
}

}  // namespace
}  // namespace tollgate::card
