#include "plugins/crossborder/iban.h"

#include <algorithm>

#include "plugins/crossborder/characters.h"

namespace tollgate::crossborder {
namespace {

constexpr std::size_t kHeadSize = 4;  // country and check digits

bool is_of_class(char c, char wanted) {
  switch (wanted) {
    case 'n':
      return is_digit(c);
    case 'a':
      return is_letter(c);
    default:
      return is_digit(c) || is_letter(c);
  }
}

// A run such as "a4" or "n10", taken off the structure.
struct Run {
  char wanted = 'n';
  std::size_t count = 0;
};

Run take_run(std::string_view& structure) {
  Run run;
  run.wanted = structure.front();
  structure.remove_prefix(1);
  while (!structure.empty() && is_digit(structure.front())) {
    run.count = run.count * 10 + static_cast<std::size_t>(structure.front() - '0');
    structure.remove_prefix(1);
  }
  return run;
}

std::size_t size_of(std::string_view structure) {
  std::size_t size = 0;
  while (!structure.empty()) size += take_run(structure).count;
  return size;
}

// Of the same size as the structure.
bool has_structure(std::string_view bban, std::string_view structure) {
  while (!structure.empty()) {
    const Run run = take_run(structure);
    const auto part = bban.substr(0, run.count);
    if (!std::all_of(part.begin(), part.end(), [&](char c) { return is_of_class(c, run.wanted); }))
      return false;
    bban.remove_prefix(run.count);
  }
  return true;
}

// ISO 7064 MOD 97-10 of digits and letters, a letter being two digits: A = 10 ... Z = 35.
int remainder_97(std::string_view text, int remainder = 0) {
  for (const char c : text) {
    if (is_digit(c))
      remainder = (remainder * 10 + (c - '0')) % 97;
    else
      remainder = (remainder * 100 + (c - 'A' + 10)) % 97;
  }
  return remainder;
}

}  // namespace

std::string electronic_iban(std::string_view text) {
  std::string iban;
  for (const char c : text) {
    if (c == ' ') continue;
    iban.push_back(c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c);
  }
  return iban;
}

const IbanCountry* find_iban_country(std::string_view code) {
  const auto registry = iban_registry();
  const auto at = std::lower_bound(
      registry.begin(), registry.end(), code,
      [](const IbanCountry& country, std::string_view wanted) { return country.code < wanted; });
  return at != registry.end() && at->code == code ? &*at : nullptr;
}

std::optional<std::string> refuse_iban(std::string_view iban) {
  if (iban.size() < kHeadSize) return "an IBAN begins with a country and two check digits";
  const IbanCountry* country = find_iban_country(iban.substr(0, 2));
  if (country == nullptr) return "no country that has IBANs begins with its first two letters";
  const std::size_t size = kHeadSize + size_of(country->bban);
  if (iban.size() != size)
    return "an IBAN of " + std::string(country->code) + " has " + std::to_string(size) +
           " characters";
  if (!is_digit(iban[2]) || !is_digit(iban[3])) return "its third and fourth character are digits";
  if (!has_structure(iban.substr(kHeadSize), country->bban))
    return "it has a letter where " + std::string(country->code) +
           " has a digit, or the other way round";
  if (iban_check_digits(country->code, iban.substr(kHeadSize)) != iban.substr(2, 2))
    return "its check digits do not agree with the rest; compare it with the original";
  return std::nullopt;
}

std::string iban_check_digits(std::string_view country, std::string_view bban) {
  const int check = 98 - remainder_97("00", remainder_97(country, remainder_97(bban)));
  return {static_cast<char>('0' + check / 10), static_cast<char>('0' + check % 10)};
}

}  // namespace tollgate::crossborder
