#include "plugins/crossborder/pain002.h"

#include <gtest/gtest.h>

#include "tests/plugins/crossborder/sample.h"

namespace tollgate::crossborder {
namespace {

std::optional<StatusReport> read(const std::string& text) {
  std::string problem;
  const auto document = parse(text, problem);
  EXPECT_TRUE(document) << problem;
  if (!document) return std::nullopt;
  auto report = read_pain002(*document, problem);
  EXPECT_EQ(report.has_value(), problem.empty()) << problem;
  return report;
}

std::string without(std::string text, const std::string& part) {
  const auto at = text.find(part);
  EXPECT_NE(at, std::string::npos) << part;
  return at == std::string::npos ? text : text.erase(at, part.size());
}

std::string replaced(std::string text, const std::string& part, const std::string& with) {
  const auto at = text.find(part);
  EXPECT_NE(at, std::string::npos) << part;
  return text.replace(at, part.size(), with);
}

TEST(Pain002, TellsATransaction) {
  const auto report = read(status_report(
      "op_1", "RJCT",
      rejection("AM04", "No funds") + "<ChrgsInf><Amt Ccy=\"EUR\">1.50</Amt></ChrgsInf>" +
          "<ChrgsInf><Amt Ccy=\"EUR\">0.25</Amt></ChrgsInf><AcctSvcrRef>BK-9</AcctSvcrRef>" +
          original_amount("EUR", "19.99")));
  ASSERT_TRUE(report);
  EXPECT_EQ(report->id, "ST-1");
  EXPECT_EQ(report->original_id, "op_1");
  ASSERT_EQ(report->payments.size(), 1U);
  const PaymentStatus& status = report->payments.front();
  EXPECT_EQ(status.reference, "op_1");
  EXPECT_EQ(status.uetr, uetr_of("op_1"));
  EXPECT_EQ(status.status, "RJCT");
  EXPECT_EQ(status.reason, "AM04");
  EXPECT_EQ(status.text, "No funds");
  EXPECT_EQ(status.bank_reference, "BK-9");
  EXPECT_EQ(status.amount, (Amount{1999, "EUR"}));
  EXPECT_EQ(status.charges, (Amount{175, "EUR"}));
}

TEST(Pain002, AStatusHoldsForWhatStandsInIt) {
  const std::string bare = without(status_report("op_1", "ACSC"), "<TxSts>ACSC</TxSts>");
  EXPECT_FALSE(read(bare));
  const std::string batch = "</OrgnlPmtInfId>";
  EXPECT_EQ(read(replaced(bare, batch, batch + "<PmtInfSts>ACSP</PmtInfSts>"))->payments[0].status,
            "ACSP");
  const std::string group = "</OrgnlMsgNmId>";
  const std::string rejected = "<GrpSts>RJCT</GrpSts>" + rejection("FF01", "Bad");
  const auto report = read(replaced(bare, group, group + rejected));
  ASSERT_TRUE(report);
  EXPECT_EQ(report->payments[0].status, "RJCT");
  EXPECT_EQ(report->payments[0].reason, "FF01");
}

TEST(Pain002, MayBeOfTheMessageAsAWhole) {
  const std::string whole =
      "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pain.002.001.03\"><CstmrPmtStsRpt><GrpHdr>"
      "<MsgId>ST-2</MsgId></GrpHdr><OrgnlGrpInfAndSts><OrgnlMsgId>op_1</OrgnlMsgId>"
      "<GrpSts>RJCT</GrpSts></OrgnlGrpInfAndSts></CstmrPmtStsRpt></Document>";
  const auto report = read(whole);
  ASSERT_TRUE(report);
  EXPECT_EQ(report->status, "RJCT");
  EXPECT_TRUE(report->payments.empty());
  EXPECT_FALSE(read(without(whole, "<GrpSts>RJCT</GrpSts>")));
}

TEST(Pain002, RefusesWhatSaysTooLittleOrTwoThings) {
  const std::string good = status_report("op_1", "ACSC", original_amount("EUR", "19.99"));
  ASSERT_TRUE(read(good));
  for (const char* part : {"<MsgId>ST-1</MsgId>", "<OrgnlMsgId>op_1</OrgnlMsgId>",
                           "<OrgnlEndToEndId>op_1</OrgnlEndToEndId>"}) {
    EXPECT_FALSE(read(without(good, part))) << part;
    EXPECT_FALSE(read(replaced(good, part, std::string(part) + part))) << part;
  }
  // Two statuses of one transaction: neither is believed, and there is none outside.
  EXPECT_FALSE(
      read(replaced(good, "<TxSts>ACSC</TxSts>", "<TxSts>ACSC</TxSts><TxSts>RJCT</TxSts>")));
  EXPECT_FALSE(read(replaced(good, "19.99", "19.999")));
  EXPECT_FALSE(read(replaced(good, "pain.002.001.10", "pain.001.001.09")));
  EXPECT_FALSE(read(replaced(good, "\"EUR\"", "\"eur\"")));
}

TEST(Pain002, ChargesOfTwoCurrenciesDoNotAddUp) {
  EXPECT_FALSE(read(status_report("op_1", "ACSC",
                                  "<ChrgsInf><Amt Ccy=\"EUR\">1.00</Amt></ChrgsInf>"
                                  "<ChrgsInf><Amt Ccy=\"USD\">1.00</Amt></ChrgsInf>")));
}

}  // namespace
}  // namespace tollgate::crossborder
