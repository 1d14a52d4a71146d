// BIC (ISO 9362): who a bank is. Pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tollgate::crossborder {

// Why `bic` is none; nothing: it is one, of 8 or 11 characters. A sentence for the merchant. That a
// bank of that name exists is known to its directory only, which is not asked.
std::optional<std::string> refuse_bic(std::string_view bic);

// Two upper-case letters: the form of a country's code (ISO 3166-1).
bool is_country_code(std::string_view code);

}  // namespace tollgate::crossborder
