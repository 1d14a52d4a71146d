// camt.053, a bank's statements.
//
// sources: plugins/crossborder/xml_document.cc plugins/crossborder/message_kind.cc
// sources: plugins/crossborder/amount.cc plugins/crossborder/charges.cc
// sources: plugins/crossborder/camt053.cc plugins/crossborder/camt054.cc
// sources: plugins/crossborder/bank_entry.cc plugins/crossborder/uetr.cc
// links: EXPAT::EXPAT OpenSSL::Crypto
#include "plugins/crossborder/camt053.h"
#include "tests/fuzz/fuzz.h"
#include "tests/plugins/crossborder/sample.h"

namespace tollgate::fuzz {
namespace {

using namespace tollgate::crossborder;

std::string balance(const std::string& type, const std::string& amount) {
  return "<Bal><Tp><CdOrPrtry><Cd>" + type + "</Cd></CdOrPrtry></Tp><Amt Ccy=\"EUR\">" + amount +
         "</Amt><CdtDbtInd>CRDT</CdtDbtInd></Bal>";
}

}  // namespace

std::vector<std::string> seeds() {
  const std::string head =
      "<Document "
      "xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\"><BkToCstmrStmt><GrpHdr><MsgId>M"
      "</MsgId></GrpHdr><Stmt><Id>S</Id><Acct><Id><IBAN>DE89370400440532013000</IBAN></Id></Acct>";
  const std::string tail = "</Stmt></BkToCstmrStmt></Document>";
  return {head + balance("OPBD", "1.00") + balance("CLBD", "20.99") +
              entry("op_1", "EUR", "19.99") + tail,
          head + balance("PRCD", "0") + balance("CLBD", "0") + tail};
}

void try_once(std::string_view bytes) {
  std::string problem;
  const auto document = XmlDocument::parse(bytes, kStatementLimits, problem);
  if (!document) return;
  const auto statements = read_camt053(*document, problem);
  PROMISE(statements.has_value() == problem.empty(), "a statement is whole, or says what is wrong");
  if (!statements) return;
  for (const auto& statement : *statements) {
    for (const auto& entry : statement.entries) {
      PROMISE(entry.amount.minor >= 0, "no amount is negative");
      PROMISE(!entry.details.empty(), "an entry has a detail");
    }
    if (refuse_balances(statement)) continue;
    __int128 sum = 0;  // from the opening over the entries to the closing balance: nothing is left
    std::size_t openings = 0;
    for (const auto& entry : statement.entries)
      if (entry.booked) sum += entry.credit ? entry.amount.minor : -entry.amount.minor;
    for (const auto& each : statement.balances) {
      const std::int64_t minor = each.credit ? each.amount.minor : -each.amount.minor;
      if (each.type == "OPBD") ++openings;
      if (each.type == "OPBD") sum += minor;
      if (each.type == "CLBD") sum -= minor;
    }
    if (openings == 1) PROMISE(sum == 0, "what adds up leads from one balance to the other");
  }
}

}  // namespace tollgate::fuzz
