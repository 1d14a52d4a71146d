// ItemList: one named list of texts (card BINs, devices, addresses), each with an optional last
// day. Immutable once parsed: safe from any thread.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "gateway/base/clock.h"
#include "gateway/base/result.h"

namespace tollgate::risk {

inline constexpr std::size_t kListItemsMax = 500'000;
inline constexpr std::size_t kListItemBytesMax = 256;

class ItemList {
 public:
  // One item a line; '#' starts a comment where a line or a blank precedes it; an item may be
  // followed by until=2027-01-01, the first day (UTC) on which it no longer counts. Items compare
  // exactly. An item given twice counts until the later of its days. Errors name the line;
  // `name` is only for them.
  static Result<ItemList> parse(std::string_view name, std::string_view text);

  bool has(std::string_view item, Timestamp now) const;
  // Whether some item begins `text`: a list of six-digit BINs knows an eight-digit one.
  bool has_prefix_of(std::string_view text, Timestamp now) const;
  std::size_t size() const { return items_.size(); }

 private:
  struct Hash {
    using is_transparent = void;  // NOLINT(readability-identifier-naming): the standard's name
    std::size_t operator()(std::string_view text) const noexcept {
      return std::hash<std::string_view>()(text);
    }
  };

  std::unordered_map<std::string, Timestamp, Hash, std::equal_to<>> items_;  // item -> end
  std::size_t longest_ = 0;
};

// Midnight UTC of "2027-01-01"; nothing when there is no such day.
std::optional<Timestamp> parse_day(std::string_view text);

}  // namespace tollgate::risk
