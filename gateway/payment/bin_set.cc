#include "gateway/payment/bin_set.h"

#include <algorithm>

#include "gateway/payment/card_number.h"

namespace tollgate {
namespace {

// The digits, filled up with `fill` to six.
std::optional<std::uint32_t> filled(std::string_view digits, char fill) {
  if (digits.empty() || digits.size() > kBinDigits) return std::nullopt;
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < kBinDigits; ++i) {
    const char digit = i < digits.size() ? digits[i] : fill;
    if (digit < '0' || digit > '9') return std::nullopt;
    value = value * 10 + static_cast<std::uint32_t>(digit - '0');
  }
  return value;
}

}  // namespace

std::optional<BinRange> parse_bin_range(std::string_view text) {
  const auto dash = text.find('-');
  const std::string_view from = text.substr(0, dash);
  const std::string_view to = dash == std::string_view::npos ? from : text.substr(dash + 1);
  const auto first = filled(from, '0');
  const auto last = filled(to, '9');
  if (!first || !last || *last < *first) return std::nullopt;
  return BinRange{*first, *last};
}

std::optional<std::uint32_t> parse_bin(std::string_view digits) {
  if (digits.size() < kBinDigits) return std::nullopt;
  return filled(digits.substr(0, kBinDigits), '0');
}

BinSet::BinSet(std::vector<BinRange> ranges) {
  std::sort(ranges.begin(), ranges.end(),
            [](const BinRange& a, const BinRange& b) { return a.first < b.first; });
  for (const auto& range : ranges) {
    if (!ranges_.empty() && range.first <= ranges_.back().last + 1)
      ranges_.back().last = std::max(ranges_.back().last, range.last);
    else
      ranges_.push_back(range);
  }
}

bool BinSet::contains(std::uint32_t bin) const {
  const auto after = std::upper_bound(
      ranges_.begin(), ranges_.end(), bin,
      [](std::uint32_t value, const BinRange& range) { return value < range.first; });
  return after != ranges_.begin() && bin <= std::prev(after)->last;
}

}  // namespace tollgate
