// The characters of ASCII by kind, the same in every locale, unlike <cctype>.
#pragma once

namespace tollgate {

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
constexpr bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
constexpr bool is_letter(char c) { return is_upper(c) || is_lower(c); }
constexpr bool is_printable(char c) { return c >= ' ' && c <= '~'; }

}  // namespace tollgate
