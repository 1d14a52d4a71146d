// camt.053 and camt.054: the published samples, and messages with one thing amiss.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "plugins/crossborder/camt053.h"
#include "plugins/crossborder/camt054.h"
#include "tests/plugins/crossborder/sample.h"

namespace tollgate::crossborder {
namespace {

std::string sample(const std::string& name) {
  std::ifstream file(TOLLGATE_SOURCE_DIR "/tests/data/iso20022/" + name);
  std::ostringstream text;
  text << file.rdbuf();
  EXPECT_FALSE(text.str().empty()) << name;
  return text.str();
}

std::optional<Advice> read_advice(const std::string& text, std::string& problem) {
  const auto document = parse(text, problem);
  return document ? read_camt054(*document, problem) : std::nullopt;
}
std::optional<Advice> read_advice(const std::string& text) {
  std::string problem;
  auto read = read_advice(text, problem);
  EXPECT_EQ(read.has_value(), problem.empty()) << problem;
  return read;
}

std::optional<std::vector<AccountStatement>> read_statements(const std::string& text) {
  std::string problem;
  const auto document = XmlDocument::parse(text, kStatementLimits, problem);
  if (!document) return std::nullopt;
  auto read = read_camt053(*document, problem);
  EXPECT_EQ(read.has_value(), problem.empty()) << problem;
  return read;
}

std::string balance(const std::string& type, const std::string& amount, const char* side = "CRDT") {
  return "<Bal><Tp><CdOrPrtry><Cd>" + type + "</Cd></CdOrPrtry></Tp><Amt Ccy=\"EUR\">" + amount +
         "</Amt><CdtDbtInd>" + side + "</CdtDbtInd><Dt><Dt>2026-11-21</Dt></Dt></Bal>";
}

std::string statement(const std::string& inside) {
  return "<Document "
         "xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\"><BkToCstmrStmt><GrpHdr>"
         "<MsgId>M-1</MsgId></GrpHdr><Stmt><Id>S-1</Id><Acct><Id><IBAN>" +
         kOwnIban + "</IBAN></Id></Acct>" + inside + "</Stmt></BkToCstmrStmt></Document>";
}

std::optional<std::string> check(const std::string& inside) {
  const auto read = read_statements(statement(inside));
  EXPECT_TRUE(read);
  return read ? refuse_balances(read->front()) : "unreadable";
}

TEST(Camt054, ReadsThePublishedSample) {
  const auto read = read_advice(sample("camt054.v8-with-UETR.sample.xml"));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->id, "AAAASESS-FP-ACCR001");
  ASSERT_EQ(read->accounts.size(), 1U);
  EXPECT_EQ(read->accounts[0].account, "CH2801234000123456789");
  ASSERT_EQ(read->accounts[0].entries.size(), 1U);
  const BankEntry& entry = read->accounts[0].entries[0];
  EXPECT_TRUE(entry.booked);
  EXPECT_FALSE(entry.credit);
  EXPECT_EQ(entry.amount, (Amount{20'000'000, "SEK"}));
  ASSERT_EQ(entry.details.size(), 1U);
  EXPECT_EQ(entry.details[0].uetr, "255ae394-9965-4438-ac86-f406feada396");
  EXPECT_EQ(entry.details[0].amount, entry.amount);
}

TEST(Camt053, ReadsThePublishedSample) {
  const auto read = read_statements(sample("camt053.v8.sample.xml"));
  ASSERT_TRUE(read);
  ASSERT_EQ(read->size(), 1U);
  const AccountStatement& statement = read->front();
  EXPECT_EQ(statement.id, "253EURNL26VAYB8060476890");
  EXPECT_EQ(statement.account, "NL26VAYB8060476890");
  ASSERT_EQ(statement.balances.size(), 4U);
  EXPECT_EQ(statement.balances[0].type, "OPBD");
  EXPECT_EQ(statement.balances[0].amount, (Amount{1815, "EUR"}));
  EXPECT_EQ(statement.balances[3].amount, (Amount{2700, "JPY"}));
  ASSERT_FALSE(statement.entries.empty());
  const BankEntry& entry = statement.entries.front();
  EXPECT_EQ(entry.amount, (Amount{885, "EUR"}));
  EXPECT_TRUE(entry.credit && entry.booked);
  EXPECT_EQ(entry.booking_date, "2014-12-31");
  EXPECT_EQ(entry.value_date, "2015-01-02");
  EXPECT_EQ(entry.details[0].reference, "MUELL/FINP/RA12345");
  EXPECT_EQ(entry.details[0].bank_reference, "AAAASESS-FP-CN_98765/01");
  // It is made up: its balances are of four currencies, and prove nothing.
  EXPECT_NE(refuse_balances(statement).value().find("one currency"), std::string::npos);
}

TEST(Camt054, TellsAmountsChargesAndRate) {
  const auto read = read_advice(advice(entry(
      "op_1", "EUR", "17.90",
      "<Amt Ccy=\"EUR\">17.90</Amt><AmtDtls><InstdAmt><Amt Ccy=\"USD\">19.99</Amt></InstdAmt>"
      "<TxAmt><Amt Ccy=\"EUR\">17.90</Amt><CcyXchg><SrcCcy>USD</SrcCcy><XchgRate>0.92</XchgRate>"
      "</CcyXchg></TxAmt></AmtDtls><Chrgs><Rcrd><Amt Ccy=\"EUR\">0.40</Amt></Rcrd><Rcrd>"
      "<Amt Ccy=\"EUR\">0.09</Amt></Rcrd><Rcrd><Amt Ccy=\"EUR\">9</Amt><CdtDbtInd>CRDT</CdtDbtInd>"
      "</Rcrd></Chrgs>")));
  ASSERT_TRUE(read);
  const EntryDetail& detail = read->accounts[0].entries[0].details[0];
  EXPECT_EQ(detail.amount, (Amount{1790, "EUR"}));
  EXPECT_EQ(detail.instructed, (Amount{1999, "USD"}));
  EXPECT_EQ(detail.charges, (Amount{49, "EUR"}));
  EXPECT_EQ(detail.exchange_rate, "0.92");
  EXPECT_TRUE(detail.credit);
}

TEST(Camt054, ReadsEarlierVersionsStatusAndAmount) {
  std::string text = advice(entry("op_1", "EUR", "1.00",
                                  "<AmtDtls><TxAmt><Amt Ccy=\"EUR\">0.75</Amt></TxAmt></AmtDtls>"));
  text.replace(text.find("camt.054.001.08"), 15, "camt.054.001.02");
  text.replace(text.find("<Sts><Cd>BOOK</Cd></Sts>"), 24, "<Sts>BOOK</Sts>");
  const auto read = read_advice(text);
  ASSERT_TRUE(read);
  EXPECT_TRUE(read->accounts[0].entries[0].booked);
  EXPECT_EQ(read->accounts[0].entries[0].details[0].amount, (Amount{75, "EUR"}));
}

TEST(Camt054, RefusesWhatSaysTooLittle) {
  const std::string good = advice(entry("op_1", "EUR", "19.99"));
  ASSERT_TRUE(read_advice(good));
  for (const char* part : {"<MsgId>AD-1</MsgId>", "<Id>AD-1</Id>", "<CdtDbtInd>CRDT</CdtDbtInd>",
                           "<Sts><Cd>BOOK</Cd></Sts>", "<Amt Ccy=\"EUR\">19.99</Amt>"}) {
    std::string text = good;
    text.erase(text.find(part), std::string(part).size());
    EXPECT_FALSE(read_advice(text)) << part;
  }
  for (const char* amount : {"-19.99", "19.999", "1e1", "", "9999999999999999999"})
    EXPECT_FALSE(read_advice(advice(entry("op_1", "EUR", amount)))) << amount;
  // One of several transactions without an amount could be of any.
  std::string two = entry("op_1", "EUR", "19.99", "<Amt Ccy=\"EUR\">1.00</Amt>");
  two.replace(two.find("</TxDtls>"), 9, "</TxDtls><TxDtls><Refs/></TxDtls>");
  EXPECT_FALSE(read_advice(advice(two)));
}

TEST(Camt053, AStatementProvesItself) {
  const std::string up = entry("op_1", "EUR", "10.00");
  std::string down = entry("op_2", "EUR", "3.50");
  down.replace(down.find("CRDT"), 4, "DBIT");
  const std::string expected = entry("op_3", "EUR", "99.00", "", "", "PDNG");
  EXPECT_EQ(check(balance("OPBD", "1.00") + balance("CLBD", "7.50") + up + down + expected),
            std::nullopt);
  EXPECT_EQ(check(balance("PRCD", "5.00", "DBIT") + balance("CLBD", "5.00") + up), std::nullopt);
  EXPECT_NE(check(balance("OPBD", "1.00") + balance("CLBD", "7.51") + up + down), std::nullopt);
  EXPECT_NE(check(balance("OPBD", "1.00") + balance("CLBD", "7.50") + up), std::nullopt);
  EXPECT_NE(check(balance("OPBD", "1.00") + up), std::nullopt);
  EXPECT_NE(
      check(balance("OPBD", "0.00") + balance("OPBD", "0.00") + balance("CLBD", "10.00") + up),
      std::nullopt);
  const std::string dollars = entry("op_4", "USD", "10.00");
  EXPECT_NE(check(balance("OPBD", "0.00") + balance("CLBD", "10.00") + dollars), std::nullopt);
}

TEST(Camt053, ADayOfManyEntriesIsReadAndAdverseOnesEnd) {
  std::string entries;
  for (int i = 0; i < 5000; ++i) entries += entry("op_" + std::to_string(i), "EUR", "1.00");
  const auto read =
      read_statements(statement(balance("OPBD", "0.00") + balance("CLBD", "5000.00") + entries));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->front().entries.size(), 5000U);
  EXPECT_EQ(refuse_balances(read->front()), std::nullopt);
  std::string huge = balance("OPBD", "0.00") + balance("CLBD", "0.00");
  for (int i = 0; i < 20; ++i) huge += entry("op_1", "EUR", "9999999999999999.99");
  EXPECT_NE(check(huge).value().find("reckoned"), std::string::npos);
}

}  // namespace
}  // namespace tollgate::crossborder
