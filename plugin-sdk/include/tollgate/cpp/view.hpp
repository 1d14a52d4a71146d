// Between C views and std::string_view, without copying.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tollgate/value.h"

namespace tollgate::sdk {

using Pairs = std::vector<std::pair<std::string, std::string>>;

inline std::string_view view(const tollgate_view& text) {
  return text.size == 0 ? std::string_view() : std::string_view(text.data, text.size);
}
inline tollgate_view to_c(std::string_view text) { return {text.data(), text.size()}; }
// A view of a temporary string would dangle at once.
tollgate_view to_c(std::string&& text) = delete;

inline Pairs copy_pairs(const tollgate_pair* pairs, std::size_t count) {
  Pairs copy;
  copy.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    copy.emplace_back(view(pairs[i].key), view(pairs[i].value));
  }
  return copy;
}

// The result points into `pairs`.
inline std::vector<tollgate_pair> to_c(const Pairs& pairs) {
  std::vector<tollgate_pair> views;
  views.reserve(pairs.size());
  for (const auto& [key, value] : pairs) views.push_back({to_c(key), to_c(value)});
  return views;
}

}  // namespace tollgate::sdk
