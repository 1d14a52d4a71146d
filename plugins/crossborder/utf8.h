// UTF-8, strictly: no overlong form, no surrogate, nothing beyond U+10FFFF. Pure functions.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace tollgate::crossborder {

// Takes the first character off `text`. Nothing: `text` is empty or does not begin with one; it is
// then left as it was.
std::optional<char32_t> take_character(std::string_view& text);

// Nothing: it is not UTF-8.
std::optional<std::size_t> count_characters(std::string_view text);

void append_character(std::string& text, char32_t character);

// What XML 1.0 can hold and a line of text should: no control character, no line end.
bool is_printable(char32_t character);
// Whether all of it is UTF-8 and printable.
bool is_printable(std::string_view text);

// `text` as one line of at most `characters_max` characters: what is not printable becomes a space.
std::string one_line(std::string_view text, std::size_t characters_max);

}  // namespace tollgate::crossborder
