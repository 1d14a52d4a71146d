#include "plugins/crossborder/party.h"

#include <algorithm>

#include "plugins/crossborder/bic.h"
#include "plugins/crossborder/iban.h"
#include "plugins/crossborder/utf8.h"

namespace tollgate::crossborder {
namespace {

constexpr std::size_t kNameCharactersMax = 140;
constexpr std::size_t kAccountMax = 34;

// What every bank's alphabet has.
bool is_account_character(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' ||
         c == '/' || c == '.' || c == ' ';
}

std::optional<std::string> refuse_name(const std::string& name) {
  if (name.find_first_not_of(' ') == std::string::npos) return "is missing";
  if (!is_printable(name)) return "must be UTF-8 without control characters";
  if (count_characters(name).value_or(0) > kNameCharactersMax)
    return "may have 140 characters at most";
  return std::nullopt;
}

std::optional<std::string> refuse_account(const Party& party, const std::string& prefix) {
  if (party.iban.empty() == party.account.empty())
    return "Give either " + prefix + "iban or " + prefix + "account.";
  if (!party.iban.empty()) {
    if (const auto why = refuse_iban(party.iban)) return prefix + "iban is no IBAN: " + *why + ".";
    return std::nullopt;
  }
  const auto& account = party.account;
  if (account.size() > kAccountMax ||
      !std::all_of(account.begin(), account.end(), is_account_character) ||
      account.front() == ' ' || account.back() == ' ')
    return prefix + "account must be 1 to 34 letters, digits, spaces, '-', '/' and '.'.";
  if (party.bic.empty()) return "An account without an IBAN needs " + prefix + "bic.";
  return std::nullopt;
}

}  // namespace

std::optional<std::string> refuse_party(const Party& party, const std::string& prefix) {
  if (const auto why = refuse_name(party.name)) return prefix + "name " + *why + ".";
  if (auto problem = refuse_account(party, prefix)) return problem;
  if (!party.bic.empty()) {
    if (const auto why = refuse_bic(party.bic)) return prefix + "bic is no BIC: " + *why + ".";
  }
  if (!party.country.empty() && !is_country_code(party.country))
    return prefix + "country must be the two upper-case letters of ISO 3166-1.";
  return std::nullopt;
}

std::optional<Party> read_party(const sdk::Request& request, const std::string& role,
                                std::string& problem) {
  if (!request.counterparty) {
    problem = "The " + role + " is missing.";
    return std::nullopt;
  }
  const auto& named = *request.counterparty;
  Party party;
  party.name = named.name;
  party.iban = electronic_iban(std::string(named.iban));
  party.account = named.account;
  party.bic = named.bic;
  party.country = named.country;
  if (auto why = refuse_party(party, role + ".")) {
    problem = std::move(*why);
    return std::nullopt;
  }
  return party;
}

}  // namespace tollgate::crossborder
