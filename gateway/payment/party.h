// Party: who is on the other side of a payment by account, and the account. A plain value. The
// merchant may see of the account what masked_account() leaves; a log never sees any of it.
#pragma once

#include <string>
#include <string_view>

namespace tollgate {

struct Party {
  std::string name;
  std::string iban;     // electronic form, without spaces; or, where a country has none,
  std::string account;  // the account number as its bank writes it
  std::string bic;      // of the account's bank; may be empty
  std::string country;  // where the party lives, ISO 3166-1 alpha-2; may be empty

  bool operator==(const Party&) const = default;
};

// "****3000": nothing but the last four characters, and of a short one nothing.
std::string masked_account(std::string_view account);

}  // namespace tollgate
