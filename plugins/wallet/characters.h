// The characters of a wallet's texts. Unlike <cctype>, the same in every locale.
#pragma once

#include <algorithm>
#include <string_view>

namespace tollgate::wallet {

// ASCII without control characters.
inline bool is_printable(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

}  // namespace tollgate::wallet
