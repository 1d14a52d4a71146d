#include "gateway/adapters/lua/nearest_name.h"

#include <algorithm>
#include <array>

namespace tollgate::lua {
namespace {

// Letters to insert, drop or replace, or neighbours to swap, to make a into b. Row i holds the
// distance of a's first i letters to b's first j; a swap looks two rows back.
std::size_t distance_between(std::string_view a, std::string_view b) {
  using Row = std::array<std::size_t, kComparedNameBytesMax + 1>;
  std::array<Row, 3> rows{};
  for (std::size_t j = 0; j <= b.size(); ++j) rows[0][j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    Row& row = rows[i % 3];
    const Row& above = rows[(i + 2) % 3];
    const Row& two_above = rows[(i + 1) % 3];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({replaced, above[j] + 1, row[j - 1] + 1});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], two_above[j - 2] + 1);
    }
  }
  return rows[a.size() % 3][b.size()];
}

}  // namespace

NearestName::NearestName(std::string_view typed)
    : typed_(typed), best_distance_(std::max<std::size_t>((typed.size() + 1) / 3, 1) + 1) {}

void NearestName::offer(std::string_view candidate) {
  if (typed_.empty() || std::max(typed_.size(), candidate.size()) > kComparedNameBytesMax) return;
  const bool begins = typed_.size() >= 3 && candidate.starts_with(typed_);
  const std::size_t distance = begins ? 1 : distance_between(typed_, candidate);
  // Equal distances go to the first in the alphabet: tables are walked in no fixed order.
  if (distance < best_distance_ ||
      (distance == best_distance_ && !best_.empty() && candidate < best_)) {
    best_ = candidate;
    best_distance_ = distance;
  }
}

}  // namespace tollgate::lua
