// IBAN (ISO 13616): country, structure and check digits. Pure functions.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace tollgate::crossborder {

// One country of the IBAN registry. `bban` is what stands behind the four characters of country and
// check digits, in runs of a class and a count: "a4n10" is four letters and ten digits. The classes
// are the registry's: n digits, a upper-case letters, c either.
struct IbanCountry {
  std::string_view code;
  std::string_view bban;
};

std::span<const IbanCountry> iban_registry();  // sorted by code
const IbanCountry* find_iban_country(std::string_view code);

// As it is written for machines: without spaces, in upper case.
std::string electronic_iban(std::string_view text);

// Why `iban`, in its electronic form, is none; nothing: it is one. A sentence for the merchant.
std::optional<std::string> refuse_iban(std::string_view iban);

// The two check digits of an IBAN of this country and BBAN; both of upper-case letters and digits.
std::string iban_check_digits(std::string_view country, std::string_view bban);

}  // namespace tollgate::crossborder
