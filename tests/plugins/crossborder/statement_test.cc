// camt.053 as the ability gives it: entries, their kinds, and files that count as nothing.
#include "plugins/crossborder/statement.h"

#include <gtest/gtest.h>

#include "tests/plugins/crossborder/sample.h"

namespace tollgate::crossborder {
namespace {

std::string balance(const std::string& type, const std::string& amount) {
  return "<Bal><Tp><CdOrPrtry><Cd>" + type + "</Cd></CdOrPrtry></Tp><Amt Ccy=\"EUR\">" + amount +
         "</Amt><CdtDbtInd>CRDT</CdtDbtInd></Bal>";
}

std::string statement(const std::string& inside, const std::string& account = kOwnIban) {
  return "<Document "
         "xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\">\n<BkToCstmrStmt><GrpHdr>"
         "<MsgId>M-1</MsgId></GrpHdr>\n<Stmt><Id>S-1</Id><Acct><Id><IBAN>" +
         account + "</IBAN></Id></Acct>\n" + inside + "</Stmt></BkToCstmrStmt></Document>";
}

// An entry of the batch's name, of a side, and with more in its details.
std::string line(const std::string& batch, const char* side, const std::string& more = "") {
  std::string text =
      entry("op_1", "EUR", "10.00", more,
            "<BookgDt><Dt>2026-11-21</Dt></BookgDt><ValDt><Dt>2026-11-22</Dt></ValDt>");
  text.replace(text.find("CRDT"), 4, side);
  if (!batch.empty()) text.insert(text.find("<EndToEndId>"), "<PmtInfId>" + batch + "</PmtInfId>");
  return text;
}

struct Read {
  std::vector<sdk::StatementEntry> entries;
  std::optional<sdk::StatementSummary> summary;
  std::optional<sdk::StatementProblem> problem;
};

Read read(const std::string& text) {
  const auto reader = open_statement(kOwnIban, text);
  Read all;
  for (;;) {
    auto step = reader->next();
    if (auto* told = std::get_if<sdk::StatementEntry>(&step)) {
      all.entries.push_back(std::move(*told));
      continue;
    }
    if (auto* end = std::get_if<sdk::StatementSummary>(&step)) all.summary = std::move(*end);
    if (auto* wrong = std::get_if<sdk::StatementProblem>(&step)) all.problem = std::move(*wrong);
    return all;
  }
}

TEST(CrossborderStatement, TellsEntriesAndBalances) {
  const auto all = read(statement(balance("OPBD", "5.00") + balance("CLBD", "5.00") +
                                  line("S-op_1", "CRDT") + line("P-op_1", "DBIT")));
  ASSERT_TRUE(all.summary) << all.problem->sentence;
  ASSERT_EQ(all.entries.size(), 2U);
  const auto& first = all.entries[0];
  EXPECT_EQ(first.kind, TOLLGATE_STATEMENT_SALE);
  EXPECT_EQ(first.direction, TOLLGATE_STATEMENT_CREDIT);
  EXPECT_EQ(first.status, TOLLGATE_STATEMENT_BOOKED);
  EXPECT_EQ(first.operation_id, "op_1");
  EXPECT_EQ(first.channel_reference, "BK-1");
  EXPECT_EQ(first.amount.minor, 1000);
  EXPECT_EQ(first.booking_date, 20261121);
  EXPECT_EQ(first.value_date, 20261122);
  EXPECT_EQ(first.line, 4U);
  EXPECT_EQ(all.entries[1].kind, TOLLGATE_STATEMENT_PAYOUT);
  EXPECT_EQ(all.summary->statement_id, "S-1");
  EXPECT_EQ(all.summary->account, kOwnIban);
  ASSERT_EQ(all.summary->totals.size(), 1U);
  const auto& total = all.summary->totals[0];
  EXPECT_EQ(total.count, 2U);
  EXPECT_EQ(total.credits_minor, 1000);
  EXPECT_EQ(total.debits_minor, 1000);
  EXPECT_TRUE(total.has_balances);
  EXPECT_EQ(total.opening_minor, 500);
  EXPECT_EQ(total.closing_minor, 500);
}

TEST(CrossborderStatement, PlacesEntriesByTheirBatchAndDirection) {
  const std::string back = "<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>";
  const auto kind = [&](const std::string& entry, const char* closing) {
    const auto all = read(statement(balance("OPBD", "10.00") + balance("CLBD", closing) + entry));
    EXPECT_EQ(all.entries.size(), 1U) << (all.problem ? all.problem->sentence : "");
    if (all.entries.size() != 1) return std::string();
    return std::to_string(all.entries[0].kind) + (all.entries[0].is_reversal ? "r" : "");
  };
  EXPECT_EQ(kind(line("R-op_1", "DBIT"), "0.00"), "2");
  EXPECT_EQ(kind(line("", "CRDT"), "20.00"), "1");
  EXPECT_EQ(kind(line("", "DBIT"), "0.00"), "6");
  EXPECT_EQ(kind(line("", "DBIT", back), "0.00"), "1r");
  EXPECT_EQ(kind(line("P-op_1", "CRDT", back), "20.00"), "5r");
  EXPECT_EQ(kind(line("P-op_2", "CRDT"), "20.00"), "1");  // another's name says nothing
  EXPECT_EQ(kind(entry("NOTPROVIDED", "EUR", "10.00"), "20.00"), "6");
}

TEST(CrossborderStatement, AnnouncedEntriesDoNotCount) {
  const auto all = read(statement(balance("OPBD", "10.00") + balance("CLBD", "10.00") +
                                  entry("op_1", "EUR", "10.00", "", "", "PDNG")));
  ASSERT_TRUE(all.summary) << all.problem->sentence;
  EXPECT_EQ(all.entries[0].status, TOLLGATE_STATEMENT_ANNOUNCED);
  ASSERT_EQ(all.summary->totals.size(), 1U);
  EXPECT_EQ(all.summary->totals[0].count, 0U);
  EXPECT_EQ(all.summary->totals[0].currency, "EUR");
}

TEST(CrossborderStatement, TransactionsComeToTheirEntryOrTheFileFails) {
  const auto two = [](const char* one, const char* other) {
    std::string text =
        entry("op_1", "EUR", "10.00", "<Amt Ccy=\"EUR\">" + std::string(one) + "</Amt>");
    return text.replace(
        text.find("</TxDtls>"), 9,
        "</TxDtls><TxDtls><Refs><EndToEndId>op_2</EndToEndId></Refs><Amt Ccy=\"EUR\">" +
            std::string(other) + "</Amt></TxDtls>");
  };
  const std::string balances = balance("OPBD", "0.00") + balance("CLBD", "10.00");
  const auto good = read(statement(balances + two("3.00", "7.00")));
  ASSERT_TRUE(good.summary) << good.problem->sentence;
  EXPECT_EQ(good.entries.size(), 2U);
  EXPECT_EQ(good.entries[1].operation_id, "op_2");
  EXPECT_EQ(good.entries[1].amount.minor, 700);
  const auto bad = read(statement(balances + two("3.00", "7.01")));
  ASSERT_TRUE(bad.problem);
  EXPECT_EQ(bad.problem->field, "Ntry");
  EXPECT_TRUE(bad.entries.empty());
}

TEST(CrossborderStatement, NothingOfAFileThatIsNotWholeCounts) {
  const std::string good =
      statement(balance("OPBD", "0.00") + balance("CLBD", "10.00") + line("", "CRDT"));
  ASSERT_TRUE(read(good).summary);
  for (std::size_t size = 0; size < good.size(); size += 7) {
    const auto cut = read(good.substr(0, size));
    ASSERT_TRUE(cut.problem) << size;
    EXPECT_GE(cut.problem->line, 1U);
    EXPECT_TRUE(cut.entries.empty());
  }
  EXPECT_TRUE(read(good + good).problem);
  EXPECT_EQ(read(statement("", kPayerIban)).problem->field, "Acct");
  EXPECT_EQ(read(statement(line("", "CRDT"))).problem->field, "Bal");
  const std::string twice =
      good.substr(0, good.find("</BkToCstmrStmt>")) + good.substr(good.find("<Stmt>"));
  EXPECT_EQ(read(twice).problem->field, "Stmt");
}

}  // namespace
}  // namespace tollgate::crossborder
