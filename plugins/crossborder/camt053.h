// camt.053, BankToCustomerStatement: what a bank booked on an account in a period, between two
// balances. Pure functions.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "plugins/crossborder/bank_entry.h"
#include "plugins/crossborder/xml_document.h"

namespace tollgate::crossborder {

// Of a file of statements: more bytes or elements are refused.
constexpr XmlLimits kStatementLimits{std::size_t{16} << 20U, 400'000, 32};

struct Balance {
  std::string type;  // "OPBD", "CLBD", ...
  Amount amount;
  bool credit = false;
};

struct AccountStatement {
  std::size_t line = 0;  // of the message, from 1
  std::string id;
  std::string account;  // IBAN, or the bank's own number
  std::vector<Balance> balances;
  std::vector<BankEntry> entries;
};

// Nothing, with a sentence in `problem`, when something is missing that has to be there.
std::optional<std::vector<AccountStatement>> read_camt053(const XmlDocument& document,
                                                          std::string& problem);

// Why the statement does not prove itself, as the end of a sentence: the opening balance and the
// booked entries must come to the closing one, all in one currency. Nothing: they do.
std::optional<std::string> refuse_balances(const AccountStatement& statement);

// The two balances of a statement that has them; below zero when the account is overdrawn.
struct Reckoning {
  std::string currency;
  std::int64_t opening_minor = 0;
  std::int64_t closing_minor = 0;
};
std::optional<Reckoning> reckon(const AccountStatement& statement);

}  // namespace tollgate::crossborder
