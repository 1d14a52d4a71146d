#include "gateway/base/money.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "gateway/base/check.h"

namespace tollgate {
namespace {

__extension__ using Wide = __int128;  // no product of two int64 overflows it

bool in_range(Wide minor) { return minor >= -Money::kMinorMax && minor <= Money::kMinorMax; }

std::int64_t power_of_ten(int exponent) {
  std::int64_t power = 1;
  for (int i = 0; i < exponent; ++i) power *= 10;
  return power;
}

}  // namespace

std::optional<Money> Money::parse_decimal(std::string_view text, Currency currency) {
  const auto point = text.find('.');
  const std::string_view whole = text.substr(0, point);
  const std::string_view fraction =
      point == std::string_view::npos ? std::string_view() : text.substr(point + 1);
  const auto exponent = static_cast<std::size_t>(currency.exponent());
  const bool bare_point = point != std::string_view::npos && fraction.empty();
  if (whole.empty() || bare_point || fraction.size() > exponent) return std::nullopt;
  std::string digits(whole);
  digits.append(fraction).append(exponent - fraction.size(), '0');
  Wide minor = 0;
  for (const char c : digits) {
    if (c < '0' || c > '9') return std::nullopt;
    minor = minor * 10 + (c - '0');
    if (!in_range(minor)) return std::nullopt;
  }
  return Money(static_cast<std::int64_t>(minor), currency);
}

std::optional<Money> Money::plus(const Money& other) const {
  const Wide sum = Wide{minor_} + other.minor_;
  if (currency_ != other.currency_ || !in_range(sum)) return std::nullopt;
  return Money(static_cast<std::int64_t>(sum), currency_);
}

std::optional<Money> Money::minus(const Money& other) const {
  const Wide difference = Wide{minor_} - other.minor_;
  if (currency_ != other.currency_ || !in_range(difference)) return std::nullopt;
  return Money(static_cast<std::int64_t>(difference), currency_);
}

std::string Money::decimal() const {
  if (currency_.exponent() == 0) return std::to_string(minor_);
  const std::int64_t unit = power_of_ten(currency_.exponent());
  const auto magnitude = minor_ < 0 ? -minor_ : minor_;
  return fmt::format("{}{}.{:0{}}", minor_ < 0 ? "-" : "", magnitude / unit, magnitude % unit,
                     currency_.exponent());
}

std::string Money::str() const { return fmt::format("{} {}", decimal(), currency_.code()); }

std::vector<Money> split_by_largest_remainder(const Money& whole,
                                              const std::vector<std::int64_t>& weights) {
  Wide sum = 0;
  for (const auto weight : weights) {
    CHECK(weight >= 0);
    sum += weight;
  }
  CHECK(whole.minor() >= 0 && sum > 0);
  std::vector<std::int64_t> parts;
  std::vector<Wide> remainders;
  std::int64_t left = whole.minor();
  for (const auto weight : weights) {
    const Wide product = Wide{whole.minor()} * weight;
    parts.push_back(static_cast<std::int64_t>(product / sum));
    remainders.push_back(product % sum);
    left -= parts.back();
  }
  std::vector<std::size_t> order(weights.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return remainders[a] > remainders[b]; });
  for (std::size_t i = 0; left > 0; ++i, --left) ++parts[order[i]];
  std::vector<Money> money;
  money.reserve(parts.size());
  for (const auto part : parts) money.emplace_back(part, whole.currency());
  return money;
}

std::optional<Money> fraction_half_up(const Money& amount, std::int64_t numerator,
                                      std::int64_t denominator) {
  CHECK(amount.minor() >= 0 && numerator >= 0 && denominator > 0);
  const Wide product = Wide{amount.minor()} * numerator;
  const Wide rounded = product / denominator + (product % denominator * 2 >= denominator ? 1 : 0);
  if (!in_range(rounded)) return std::nullopt;
  return Money(static_cast<std::int64_t>(rounded), amount.currency());
}

}  // namespace tollgate
