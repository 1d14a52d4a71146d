// BinSet: ranges of the first six digits of card numbers. Built once, then asked without a lock.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace tollgate {

// Six digits each, both ends included: 400000-499999 are the cards that begin with 4.
struct BinRange {
  std::uint32_t first = 0;
  std::uint32_t last = 0;

  bool operator==(const BinRange&) const = default;
};

// "4": every card that begins so; "510000-559999" or "51-55": from the one to the other. One to six
// digits; anything else, or a range that ends before it begins, gives nothing.
std::optional<BinRange> parse_bin_range(std::string_view text);

// The first six digits of a card as a number; nothing when there are not six.
std::optional<std::uint32_t> parse_bin(std::string_view digits);

class BinSet {
 public:
  BinSet() = default;
  explicit BinSet(std::vector<BinRange> ranges);  // in any order; they may overlap

  bool empty() const { return ranges_.empty(); }
  bool contains(std::uint32_t bin) const;
  const std::vector<BinRange>& ranges() const { return ranges_; }  // sorted, apart

 private:
  std::vector<BinRange> ranges_;
};

}  // namespace tollgate
