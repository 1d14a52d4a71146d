#include "plugins/crossborder/camt053.h"

#include <utility>

#include "plugins/crossborder/camt054.h"
#include "plugins/crossborder/message_kind.h"

namespace tollgate::crossborder {
namespace {

bool read_balance(const XmlElement& element, Balance& into, std::string& problem) {
  into.type = element.at("Tp", "CdOrPrtry", "Cd").text();
  const auto amount = read_amount(element.child("Amt"));
  const auto indicator = element.child("CdtDbtInd").text();
  if (!amount || (indicator != "CRDT" && indicator != "DBIT")) {
    problem = problem_at(element, "a balance has no Amt or CdtDbtInd that can be read");
    return false;
  }
  into.amount = *amount;
  into.credit = indicator == "CRDT";
  return true;
}

bool read_statement(const XmlElement& element, AccountStatement& into, std::string& problem) {
  into.line = element.line();
  into.id = element.child("Id").text();
  into.account = account_number(element.child("Acct"));
  if (into.id.empty() || into.account.empty()) {
    problem = problem_at(element, "a statement has no Id or no account");
    return false;
  }
  for (XmlElement each = element.first(); each; each = each.next()) {
    if (each.name() == "Bal" && !read_balance(each, into.balances.emplace_back(), problem))
      return false;
    if (each.name() != "Ntry") continue;
    auto entry = read_entry(each, problem);
    if (!entry) return false;
    into.entries.push_back(std::move(*entry));
  }
  return true;
}

// The one balance of that type; nothing: there is none, or two.
const Balance* find_balance(const AccountStatement& statement, std::string_view type) {
  const Balance* found = nullptr;
  for (const auto& balance : statement.balances) {
    if (balance.type != type) continue;
    if (found != nullptr) return nullptr;
    found = &balance;
  }
  return found;
}

std::int64_t signed_minor(const Amount& amount, bool credit) {
  return credit ? amount.minor : -amount.minor;
}

}  // namespace

std::optional<std::vector<AccountStatement>> read_camt053(const XmlDocument& document,
                                                          std::string& problem) {
  const XmlElement root = document.root().child("BkToCstmrStmt");
  if (kind_of(document) != MessageKind::statement || !root.at("GrpHdr", "MsgId")) {
    problem = "The message is no camt.053 with a MsgId.";
    return std::nullopt;
  }
  std::vector<AccountStatement> statements;
  for (XmlElement each = root.first(); each; each = each.next()) {
    if (each.name() != "Stmt") continue;
    if (!read_statement(each, statements.emplace_back(), problem)) return std::nullopt;
  }
  if (statements.empty()) {
    problem = "The message has no statement.";
    return std::nullopt;
  }
  return statements;
}

std::optional<Reckoning> reckon(const AccountStatement& statement) {
  const Balance* opening = find_balance(statement, "OPBD");
  if (opening == nullptr) opening = find_balance(statement, "PRCD");
  const Balance* closing = find_balance(statement, "CLBD");
  if (opening == nullptr || closing == nullptr) return std::nullopt;
  if (opening->amount.currency != closing->amount.currency) return std::nullopt;
  return Reckoning{opening->amount.currency, signed_minor(opening->amount, opening->credit),
                   signed_minor(closing->amount, closing->credit)};
}

std::optional<std::string> refuse_balances(const AccountStatement& statement) {
  const auto reckoning = reckon(statement);
  if (!reckoning)
    return "has not one opening balance (OPBD or PRCD) and one closing one (CLBD) in one currency";
  std::int64_t sum = reckoning->opening_minor;
  for (const auto& entry : statement.entries) {
    if (!entry.booked) continue;
    if (entry.amount.currency != reckoning->currency) return "has an entry in another currency";
    if (__builtin_add_overflow(sum, signed_minor(entry.amount, entry.credit), &sum))
      return "has entries that come to more than can be reckoned";
  }
  if (sum != reckoning->closing_minor)
    return "does not add up: its entries do not lead from the opening to the closing balance";
  return std::nullopt;
}

}  // namespace tollgate::crossborder
