// What the bank tells by itself: whom the channel believes, and what it makes of it.
#include <gtest/gtest.h>

#include "plugins/crossborder/signature.h"
#include "tests/plugins/crossborder/sample.h"
#include "tests/plugins/support/loaded_channel.h"

namespace tollgate::crossborder {
namespace {

using test::copy;
using test::text;

constexpr std::int64_t kSignedAt = test::kTimeUnixUs / 1'000'000;

struct Told {
  tollgate_report_kind kind = TOLLGATE_REPORT_UNKNOWN;
  std::string operation_id, code, currency;
  std::int32_t outcome = -1;
  std::int64_t minor = -1;
  test::Pairs data;
  std::int64_t settled = -1, fee = -1;
  std::string settled_currency, rate;
};

struct Read {
  tollgate_verdict verdict = TOLLGATE_VERDICT_REFUSED;
  std::string event;
  std::int32_t status = 0;
  std::vector<Told> reports;
};

class CrossborderNotificationTest : public ::testing::Test {
 protected:
  static Told copy_report(const tollgate_report& report) {
    Told told;
    told.kind = report.kind;
    told.operation_id = copy(report.operation_id);
    if (report.amount != nullptr) {
      told.minor = report.amount->minor;
      told.currency = report.amount->currency;
    }
    if (report.outcome == nullptr) return told;
    told.outcome = report.outcome->kind;
    told.code = copy(report.outcome->code);
    for (std::size_t i = 0; i < report.outcome->data_count; ++i)
      told.data.emplace_back(copy(report.outcome->data[i].key),
                             copy(report.outcome->data[i].value));
    if (const tollgate_exchange* exchange = report.outcome->exchange) {
      told.settled = exchange->settled.minor;
      told.fee = exchange->fee.minor;
      told.settled_currency = exchange->settled.currency;
      told.rate = copy(exchange->rate);
    }
    return told;
  }
  Read read(const std::string& body, const std::string& signature) {
    const std::string name = "bank-signature";
    const tollgate_pair header = {text(name), text(signature)};
    tollgate_notification raw{};
    raw.size = sizeof raw;
    raw.headers = &header;
    raw.header_count = 1;
    raw.body = text(body);
    raw.time_unix_us = test::kTimeUnixUs;
    const auto* notify = static_cast<const tollgate_notify*>(
        channel_.channel()->ability(channel_.channel(), TOLLGATE_NOTIFY));
    const tollgate_reading* reading = notify->read(channel_.channel(), &raw);
    Read copied;
    copied.verdict = reading->verdict;
    copied.event = copy(reading->event_id);
    if (reading->answer != nullptr) copied.status = reading->answer->http_status;
    for (std::size_t i = 0; i < reading->report_count; ++i)
      copied.reports.push_back(copy_report(*reading->reports[i]));
    notify->release(channel_.channel(), reading);
    return copied;
  }
  Read read(const std::string& body) {
    return read(body, make_signature(kSecret, body, kSignedAt));
  }

  const test::LoadedChannel channel_{"crossborder", kSettingsJson};
};

TEST_F(CrossborderNotificationTest, ABookedEntryIsAnApprovalOfWhatWasInstructed) {
  const auto told = read(
      advice(entry("op_1", "EUR", "18.00",
                   "<AmtDtls><InstdAmt><Amt Ccy=\"USD\">19.99</Amt></InstdAmt></AmtDtls><Chrgs>"
                   "<TtlChrgsAndTaxAmt Ccy=\"EUR\">0.39</TtlChrgsAndTaxAmt></Chrgs>")));
  EXPECT_EQ(told.verdict, TOLLGATE_VERDICT_ACCEPTED);
  EXPECT_EQ(told.event, "AD-1");
  ASSERT_EQ(told.reports.size(), 1U);
  const Told& report = told.reports[0];
  EXPECT_EQ(report.operation_id, "op_1");
  EXPECT_EQ(report.outcome, TOLLGATE_OUTCOME_APPROVED);
  EXPECT_EQ(report.minor, 1999);
  EXPECT_EQ(report.currency, "USD");
  EXPECT_EQ(report.settled, 1800);
  EXPECT_EQ(report.fee, 39);
  EXPECT_EQ(report.settled_currency, "EUR");
  EXPECT_EQ(report.rate, "");
  EXPECT_TRUE(report.data.empty());
}

TEST_F(CrossborderNotificationTest, ChargesThatCannotBeReckonedWithAreKeptBeside) {
  const auto told = read(advice(entry("op_1", "EUR", "18.00",
                                      "<Chrgs><TtlChrgsAndTaxAmt Ccy=\"USD\">0.39</"
                                      "TtlChrgsAndTaxAmt></Chrgs>")));
  ASSERT_EQ(told.reports.size(), 1U);
  EXPECT_EQ(told.reports[0].settled, -1);
  const test::Pairs wanted = {{"booked_minor", "1800"},
                              {"booked_currency", "EUR"},
                              {"charges_minor", "39"},
                              {"charges_currency", "USD"}};
  EXPECT_EQ(told.reports[0].data, wanted);
}

TEST_F(CrossborderNotificationTest, AReturnIsMoneyTheBankTookBack) {
  for (const std::string& body :
       {advice(entry("op_1", "EUR", "19.99", "<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>")),
        advice(entry("op_1", "EUR", "19.99", "", "<RvslInd>true</RvslInd>"))}) {
    const auto told = read(body);
    ASSERT_EQ(told.reports.size(), 1U);
    EXPECT_EQ(told.reports[0].kind, TOLLGATE_REPORT_REVERSED);
    EXPECT_EQ(told.reports[0].minor, 1999);
    EXPECT_EQ(told.reports[0].operation_id, "op_1");
  }
}

TEST_F(CrossborderNotificationTest, WhatIsExpectedOrNamelessIsNoNews) {
  for (const std::string& body :
       {advice(entry("op_1", "EUR", "1.00", "", "", "PDNG")),
        advice(entry("op_1", "EUR", "1.00", "", "", "INFO")),
        advice(entry("NOTPROVIDED", "EUR", "1.00")), status_report("op_1", "ACSP"),
        status_report("op_1", "ACSC"), status_report("op_1", "RJCT", rejection("AM05", ""))}) {
    const auto told = read(body);
    EXPECT_EQ(told.verdict, TOLLGATE_VERDICT_ACCEPTED) << body;
    EXPECT_TRUE(told.reports.empty()) << body;
  }
}

TEST_F(CrossborderNotificationTest, TellsWhatAStatusReportSays) {
  const auto settled = read(status_report("op_1", "ACCC", original_amount("EUR", "19.99")));
  ASSERT_EQ(settled.reports.size(), 1U);
  EXPECT_EQ(settled.reports[0].outcome, TOLLGATE_OUTCOME_APPROVED);
  EXPECT_EQ(settled.reports[0].minor, 1999);
  const auto rejected = read(status_report("op_1", "RJCT", rejection("AC04", "closed")));
  ASSERT_EQ(rejected.reports.size(), 1U);
  EXPECT_EQ(rejected.reports[0].outcome, TOLLGATE_OUTCOME_DECLINED);
  EXPECT_EQ(rejected.reports[0].code, "account_closed");
}

TEST_F(CrossborderNotificationTest, RefusesWhatTheBankDidNotSign) {
  const std::string body = advice(entry("op_1", "EUR", "19.99"));
  EXPECT_EQ(read(body, "").verdict, TOLLGATE_VERDICT_REFUSED);
  EXPECT_EQ(read(body, make_signature("other", body, kSignedAt)).verdict, TOLLGATE_VERDICT_REFUSED);
  EXPECT_EQ(read(body, make_signature(kSecret, body + " ", kSignedAt)).verdict,
            TOLLGATE_VERDICT_REFUSED);
  EXPECT_EQ(read(body, make_signature(kSecret, body, kSignedAt - 601)).verdict,
            TOLLGATE_VERDICT_REFUSED);
  EXPECT_EQ(read(body, make_signature(kSecret, body, kSignedAt - 599)).verdict,
            TOLLGATE_VERDICT_ACCEPTED);
  EXPECT_EQ(read(body, make_signature(kSecret, body, kSignedAt) + "0").verdict,
            TOLLGATE_VERDICT_REFUSED);
}

TEST_F(CrossborderNotificationTest, RefusesGenuineNonsenseAndTellsTheBank) {
  for (const std::string& body :
       {std::string("<x/>"), std::string("{}"), advice(entry("op_1", "EUR", "1"), kPayerIban),
        "<!DOCTYPE x>" + advice(entry("op_1", "EUR", "1"))}) {
    const auto told = read(body);
    EXPECT_EQ(told.verdict, TOLLGATE_VERDICT_REFUSED) << body;
    EXPECT_EQ(told.status, 400) << body;
  }
  EXPECT_EQ(read(advice("")).verdict, TOLLGATE_VERDICT_ACCEPTED);
  std::string many;
  for (int i = 0; i < 65; ++i) many += entry("op_" + std::to_string(i), "EUR", "1.00");
  EXPECT_EQ(read(advice(many)).status, 413);
}

}  // namespace
}  // namespace tollgate::crossborder
