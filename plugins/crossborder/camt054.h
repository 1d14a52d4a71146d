// camt.054, BankToCustomerDebitCreditNotification: what a bank books on an account, as it books it.
// Pure functions.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "plugins/crossborder/bank_entry.h"
#include "plugins/crossborder/xml_document.h"

namespace tollgate::crossborder {

struct AccountAdvice {
  std::string id;       // of this advice, the same in a repeat
  std::string account;  // IBAN, or the bank's own number
  std::vector<BankEntry> entries;
};

struct Advice {
  std::string id;  // of the message
  std::vector<AccountAdvice> accounts;
};

// Nothing, with a sentence in `problem`, when something is missing that has to be there.
std::optional<Advice> read_camt054(const XmlDocument& document, std::string& problem);

// The number of the account that an Acct element names; empty: it names none.
std::string account_number(const XmlElement& account);

}  // namespace tollgate::crossborder
