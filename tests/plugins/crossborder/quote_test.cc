// A promised rate: how the channel asks for it, whom it believes, and how it holds the bank to it.
#include <gtest/gtest.h>

#include "tests/plugins/crossborder/sample.h"
#include "tests/plugins/support/loaded_channel.h"

namespace tollgate::crossborder {
namespace {

using test::copy;
using test::TestOutcome;
using test::TestQuote;
using test::TestRequest;
using test::WireReply;

constexpr std::int64_t kEndUnixS = test::kTimeUnixUs / 1'000'000 + 60;

std::string promise(const std::string& amount = "100.00", const std::string& fee = "0.50",
                    const std::string& rate = "0.92") {
  return R"({"quote": "Q-1", "amount": ")" + amount +
         R"(", "currency": "USD", "settled": "91.50",)" + R"("fee": ")" + fee +
         R"(", "settled_currency": "EUR", "rate": ")" + rate + R"(", "expires_at": )" +
         std::to_string(kEndUnixS) + "}";
}

class CrossborderQuoteTest : public ::testing::Test {
 protected:
  TestOutcome run(TestRequest request, const std::string& answer, std::int32_t status = 200) {
    return channel_.run(request, [&](const tollgate_message& message) -> WireReply {
      url_ = copy(message.http->url);
      body_ = copy(message.http->body);
      return {TOLLGATE_WIRE_OK, answer, status};
    });
  }
  static TestRequest question(tollgate_operation_kind quoted = TOLLGATE_OPERATION_SALE) {
    TestRequest request;
    request.kind = TOLLGATE_OPERATION_QUOTE;
    request.quoted_kind = quoted;
    request.minor = 10'000;
    request.money = {0, "USD", 840, 2};
    return request;
  }
  static TestRequest quoted_collection() {
    TestRequest request;
    request.kind = TOLLGATE_OPERATION_SALE;
    request.counterparty = payer();
    request.minor = 10'000;
    request.money = {0, "USD", 840, 2};
    request.quote = TestQuote{};
    return request;
  }

  const test::LoadedChannel channel_{"crossborder", kSettingsJson};
  std::string url_, body_;
};

TEST_F(CrossborderQuoteTest, AsksAndIsPromised) {
  const TestOutcome outcome = run(question(), promise());
  EXPECT_EQ(url_, "https://bank.example/iso20022/quotes");
  EXPECT_NE(body_.find(R"("amount":"100.00")"), std::string::npos) << body_;
  EXPECT_NE(body_.find(R"("side":"collect")"), std::string::npos) << body_;
  EXPECT_NE(body_.find(R"("reference":"op_1")"), std::string::npos) << body_;
  EXPECT_EQ(outcome.kind, TOLLGATE_OUTCOME_APPROVED);
  ASSERT_TRUE(outcome.exchange);
  EXPECT_EQ(outcome.exchange->settled.minor, 9150);
  EXPECT_EQ(std::string(outcome.exchange->settled.currency), "EUR");
  EXPECT_EQ(outcome.exchange->fee.minor, 50);
  EXPECT_EQ(outcome.exchange->rate, "0.92");
  EXPECT_EQ(outcome.exchange->reference, "Q-1");
  EXPECT_EQ(outcome.exchange->expires_unix_us, kEndUnixS * 1'000'000);
}

TEST_F(CrossborderQuoteTest, APayoutIsTheOtherSide) {
  run(question(TOLLGATE_OPERATION_PAYOUT), promise());
  EXPECT_NE(body_.find(R"("side":"pay_out")"), std::string::npos) << body_;
}

TEST_F(CrossborderQuoteTest, BelievesNothingElse) {
  const std::string answers[] = {"",
                                 "[]",
                                 promise("99.00"),
                                 promise("100.00", "-1"),
                                 promise("100.00", "0.505"),
                                 "{\"quote\": \"Q-1\"}"};
  for (const std::string& answer : answers) {
    const TestOutcome outcome = run(question(), answer);
    EXPECT_EQ(outcome.kind, TOLLGATE_OUTCOME_UNKNOWN) << answer;
    EXPECT_EQ(outcome.code, TOLLGATE_CODE_BAD_RESPONSE) << answer;
  }
  EXPECT_EQ(run(question(), promise(), 500).kind, TOLLGATE_OUTCOME_UNKNOWN);
  const TestOutcome none = run(question(), R"({"why": "no rate for USD"})", 422);
  EXPECT_EQ(none.kind, TOLLGATE_OUTCOME_DECLINED);
  EXPECT_EQ(none.code, "currency_not_supported");
  EXPECT_EQ(none.message, "no rate for USD");
}

TEST_F(CrossborderQuoteTest, TheInstructionNamesThePromise) {
  run(quoted_collection(), status_report("op_1", "ACSP"));
  const std::string rate =
      "<XchgRateInf><UnitCcy>USD</UnitCcy><XchgRate>0.92</XchgRate><RateTp>AGRD</RateTp>"
      "<CtrctId>Q-1</CtrctId></XchgRateInf>";
  EXPECT_NE(body_.find(rate), std::string::npos) << body_;
}

TEST_F(CrossborderQuoteTest, NothingIsSentOnAPromiseThatIsOver) {
  TestRequest late = quoted_collection();
  late.time_unix_us = late.quote->expires_unix_us;
  const TestOutcome outcome = run(late, "");
  EXPECT_EQ(outcome.kind, TOLLGATE_OUTCOME_DECLINED);
  EXPECT_EQ(outcome.code, TOLLGATE_CODE_QUOTE_EXPIRED);
  EXPECT_EQ(url_, "");
}

}  // namespace
}  // namespace tollgate::crossborder
