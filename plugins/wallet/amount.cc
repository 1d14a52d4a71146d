#include "plugins/wallet/amount.h"

namespace tollgate::wallet {
namespace {

constexpr std::int64_t kMinorMax = (std::int64_t{1} << 53) - 1;

}  // namespace

std::string decimal_of(std::int64_t minor, unsigned exponent) {
  std::string digits = std::to_string(minor);
  if (exponent == 0) return digits;
  if (digits.size() <= exponent) digits.insert(0, exponent + 1 - digits.size(), '0');
  return digits.insert(digits.size() - exponent, 1, '.');
}

std::optional<std::int64_t> minor_of(std::string_view decimal, unsigned exponent) {
  const auto point = decimal.find('.');
  const std::string_view whole = decimal.substr(0, point);
  std::string_view part;
  if (point != std::string_view::npos) {
    part = decimal.substr(point + 1);
    if (part.empty()) return std::nullopt;
  }
  if (whole.empty() || (whole.size() > 1 && whole.front() == '0') || part.size() > exponent)
    return std::nullopt;
  std::string digits = std::string(whole) + std::string(part);
  digits.append(exponent - part.size(), '0');
  std::int64_t minor = 0;
  for (const char c : digits) {
    if (c < '0' || c > '9' || minor > kMinorMax / 10) return std::nullopt;
    minor = minor * 10 + (c - '0');
  }
  if (minor > kMinorMax) return std::nullopt;
  return minor;
}

}  // namespace tollgate::wallet
