#include "plugins/crossborder/amount.h"

#include <algorithm>
#include <array>

#include "plugins/crossborder/characters.h"

namespace tollgate::crossborder {
namespace {

constexpr std::size_t kDigitsMax = 18;    // ActiveOrHistoricCurrencyAndAmount, totalDigits
constexpr std::size_t kFractionMax = 17;  // DecimalNumber has the most of all types

constexpr auto kNone =
    std::to_array<std::string_view>({"BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG",
                                     "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF"});
constexpr auto kThree =
    std::to_array<std::string_view>({"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"});
constexpr auto kFour = std::to_array<std::string_view>({"CLF", "UYW"});

bool all_digits(std::string_view text) { return std::all_of(text.begin(), text.end(), is_digit); }

}  // namespace

int exponent_of(std::string_view currency) {
  const auto in = [&](const auto& list) {
    return std::find(list.begin(), list.end(), currency) != list.end();
  };
  if (in(kNone)) return 0;
  if (in(kThree)) return 3;
  return in(kFour) ? 4 : 2;
}

std::optional<std::string> decimal_of(std::int64_t minor, int exponent) {
  if (minor < 0) return std::nullopt;
  std::string digits = std::to_string(minor);
  if (digits.size() > kDigitsMax) return std::nullopt;
  const auto fraction = static_cast<std::size_t>(exponent);
  if (digits.size() <= fraction) digits.insert(0, fraction + 1 - digits.size(), '0');
  if (fraction > 0) digits.insert(digits.size() - fraction, ".");
  return digits;
}

std::optional<std::int64_t> minor_of(std::string_view decimal, int exponent) {
  const auto point = std::min(decimal.find('.'), decimal.size());
  const std::string_view whole = decimal.substr(0, point);
  std::string_view fraction = decimal.substr(std::min(point + 1, decimal.size()));
  if (whole.empty() || !all_digits(whole) || !all_digits(fraction)) return std::nullopt;
  if (point + 1 == decimal.size()) return std::nullopt;  // "19."
  if (whole.size() + fraction.size() > kDigitsMax || fraction.size() > kFractionMax)
    return std::nullopt;
  const auto places = static_cast<std::size_t>(exponent);
  for (; fraction.size() > places; fraction.remove_suffix(1))
    if (fraction.back() != '0') return std::nullopt;
  std::string digits = std::string(whole) + std::string(fraction);
  digits.append(places - fraction.size(), '0');
  digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size() - 1));
  if (digits.size() > kDigitsMax) return std::nullopt;
  return std::stoll(digits);
}

}  // namespace tollgate::crossborder
