#include "plugins/crossborder/bic.h"

#include <algorithm>

#include "plugins/crossborder/characters.h"

namespace tollgate::crossborder {
namespace {

bool is_letter_or_digit(char c) { return is_letter(c) || is_digit(c); }

}  // namespace

bool is_country_code(std::string_view code) {
  return code.size() == 2 && is_letter(code[0]) && is_letter(code[1]);
}

std::optional<std::string> refuse_bic(std::string_view bic) {
  if (bic.size() != 8 && bic.size() != 11) return "a BIC has 8 or 11 characters";
  if (!std::all_of(bic.begin(), bic.end(), is_letter_or_digit))
    return "a BIC has upper-case letters and digits only";
  if (!is_country_code(bic.substr(4, 2)))
    return "the fifth and sixth character of a BIC are the letters of a country";
  return std::nullopt;
}

}  // namespace tollgate::crossborder
