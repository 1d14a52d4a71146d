// The characters of ISO codes and numbers. Unlike <cctype>, the same in every locale.
#pragma once

namespace tollgate::crossborder {

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_letter(char c) { return c >= 'A' && c <= 'Z'; }  // upper case

}  // namespace tollgate::crossborder
