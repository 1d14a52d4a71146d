#include "tests/bench/load/payments.h"

#include <gmock/gmock.h>

#include "gateway/payment/ids.h"
#include "tests/bench/load/report.h"

namespace tollgate::bench {
namespace {

using std::chrono::milliseconds;

// A window that begins at 1 s and ends at 2 s of a clock that the test turns.
class PaymentsTest : public testing::Test {
 protected:
  PaymentsTest()
      : writer_("127.0.0.1:1", "key_1",
                *http::SigningKey::from_secret(Secret(std::string(32, 's')))),
        payments_(writer_, random_, {"pm_1", "pm_2"},
                  {.begin = at(1000), .end = at(2000), .on_begin = {}, .on_end = {}}) {}

  static Instant at(int ms) { return Instant(milliseconds(ms)); }
  static std::string body(const Uuid& id, std::string_view status) {
    return R"({"id":")" + PaymentId(id).str() + R"(","status":")" + std::string(status) + R"("})";
  }
  Uuid make_id() { return make_uuid_v7(SystemClock().now(), random_); }
  void answer(int status, const std::string& body, int started_ms, int now_ms) {
    payments_.answered(Answer{status, body}, at(started_ms), at(now_ms));
  }
  void pay(const Uuid& id, int started_ms, int now_ms) {
    answer(201, body(id, "succeeded"), started_ms, now_ms);
  }

  SystemRandom random_;
  RequestWriter writer_;
  Payments payments_;
};

TEST_F(PaymentsTest, CountsWhatIsAnsweredWithinTheWindow) {
  pay(make_id(), 900, 999);
  pay(make_id(), 990, 1000);
  pay(make_id(), 1500, 1507);
  pay(make_id(), 1999, 2000);
  EXPECT_THAT(payments_.tally().latencies_us, testing::ElementsAre(10'000, 7'000));
  EXPECT_EQ(payments_.tally().ids.size(), 4U);
  EXPECT_EQ(payments_.tally().errors(), 0U);
}

TEST_F(PaymentsTest, AnythingButASucceededPaymentIsAnError) {
  answer(503, R"({"type":"about:blank"})", 1500, 1501);
  answer(201, body(make_id(), "processing"), 1500, 1501);
  answer(201, R"({"status":"succeeded"})", 1500, 1501);
  payments_.lost();
  EXPECT_EQ(payments_.tally().errors(), 4U);
  EXPECT_THAT(payments_.tally().wrong,
              testing::ElementsAre(testing::Pair(201, 2), testing::Pair(503, 1)));
  EXPECT_THAT(payments_.tally().latencies_us, testing::IsEmpty());
}

TEST_F(PaymentsTest, FindsAnIdThatCameTwice) {
  const Uuid twice = make_id();
  pay(twice, 100, 101);
  pay(make_id(), 1200, 1201);
  pay(twice, 1500, 1501);
  EXPECT_EQ(payments_.tally().repeated_ids(), 1U);
}

TEST_F(PaymentsTest, NoTwoRequestsAreAlikeAndNoneFollowsTheWindow) {
  std::string first;
  std::string second;
  std::string late;
  EXPECT_TRUE(payments_.next(first, at(0)));
  EXPECT_TRUE(payments_.next(second, at(0)));
  EXPECT_FALSE(payments_.next(late, at(2000)));
  EXPECT_NE(first, second);
  EXPECT_THAT(late, testing::IsEmpty());
}

TEST_F(PaymentsTest, TheReportHoldsTheSmallestLatencyThatTheShareDoesNotExceed) {
  for (int ms = 1; ms <= 100; ++ms) pay(make_id(), 1500 - ms, 1500);
  const std::string line =
      report_line(payments_.tally(), std::chrono::seconds(1), {{"gateway", milliseconds(5)}});
  EXPECT_THAT(line, testing::HasSubstr(R"("payments_per_second": 100.0)"));
  EXPECT_THAT(line,
              testing::HasSubstr(R"("p50_ms": 50.000, "p99_ms": 99.000, "p999_ms": 100.000)"));
  EXPECT_THAT(line, testing::HasSubstr(R"("gateway": 50.0)"));
}

}  // namespace
}  // namespace tollgate::bench
