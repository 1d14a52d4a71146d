// Party: somebody who pays or is paid, and the account. A plain value and pure functions.
#pragma once

#include <optional>
#include <string>

#include "tollgate/cpp/request.hpp"

namespace tollgate::crossborder {

struct Party {
  std::string name;     // 1 to 140 characters
  std::string iban;     // electronic form; or, where a country has none,
  std::string account;  // the account number as its bank writes it, 1 to 34 characters
  std::string bic;      // of the account's bank; may be empty where there is an IBAN
  std::string country;  // where the party lives, ISO 3166-1; may be empty
};

// The request's counterparty, who is its "payer" or "payee". Nothing, with a sentence in `problem`
// that names the member at fault: "payee.iban".
std::optional<Party> read_party(const sdk::Request& request, const std::string& role,
                                std::string& problem);

// Why such a party cannot stand in a message; `prefix` goes before the names of its members.
std::optional<std::string> refuse_party(const Party& party, const std::string& prefix);

}  // namespace tollgate::crossborder
