#include "plugins/crossborder/utf8.h"

namespace tollgate::crossborder {
namespace {

struct Lead {
  int more;         // continuation bytes
  char32_t bits;    // what the first byte holds
  char32_t lowest;  // a smaller character in this many bytes is overlong
};

std::optional<Lead> read_lead(unsigned char byte) {
  if (byte < 0x80U) return Lead{0, byte, 0};
  if (byte >= 0xC2U && byte <= 0xDFU) return Lead{1, byte & 0x1FU, 0x80};
  if (byte >= 0xE0U && byte <= 0xEFU) return Lead{2, byte & 0x0FU, 0x800};
  if (byte >= 0xF0U && byte <= 0xF4U) return Lead{3, byte & 0x07U, 0x10000};
  return std::nullopt;
}

}  // namespace

std::optional<char32_t> take_character(std::string_view& text) {
  if (text.empty()) return std::nullopt;
  const auto lead = read_lead(static_cast<unsigned char>(text.front()));
  if (!lead || text.size() <= static_cast<std::size_t>(lead->more)) return std::nullopt;
  char32_t character = lead->bits;
  for (int i = 1; i <= lead->more; ++i) {
    const auto byte = static_cast<unsigned char>(text[static_cast<std::size_t>(i)]);
    if ((byte & 0xC0U) != 0x80U) return std::nullopt;
    character = (character << 6U) | (byte & 0x3FU);
  }
  if (character < lead->lowest || character > 0x10FFFF) return std::nullopt;
  if (character >= 0xD800 && character <= 0xDFFF) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(lead->more) + 1);
  return character;
}

std::optional<std::size_t> count_characters(std::string_view text) {
  std::size_t count = 0;
  for (; !text.empty(); ++count)
    if (!take_character(text)) return std::nullopt;
  return count;
}

void append_character(std::string& text, char32_t character) {
  const auto push = [&](char32_t byte) { text.push_back(static_cast<char>(byte)); };
  if (character < 0x80) {
    push(character);
  } else if (character < 0x800) {
    push(0xC0U | (character >> 6U));
    push(0x80U | (character & 0x3FU));
  } else if (character < 0x10000) {
    push(0xE0U | (character >> 12U));
    push(0x80U | ((character >> 6U) & 0x3FU));
    push(0x80U | (character & 0x3FU));
  } else {
    push(0xF0U | (character >> 18U));
    push(0x80U | ((character >> 12U) & 0x3FU));
    push(0x80U | ((character >> 6U) & 0x3FU));
    push(0x80U | (character & 0x3FU));
  }
}

bool is_printable(char32_t character) {
  if (character < 0x20 || (character >= 0x7F && character < 0xA0)) return false;
  // Line and paragraph separators; and the two non-characters that XML does not know.
  return character != 0x2028 && character != 0x2029 && character != 0xFFFE && character != 0xFFFF;
}

bool is_printable(std::string_view text) {
  while (!text.empty()) {
    const auto character = take_character(text);
    if (!character || !is_printable(*character)) return false;
  }
  return true;
}

std::string one_line(std::string_view text, std::size_t characters_max) {
  std::string line;
  for (std::size_t count = 0; !text.empty() && count < characters_max; ++count) {
    const auto character = take_character(text);
    if (!character) text.remove_prefix(1);
    append_character(line, character && is_printable(*character) ? *character : U' ');
  }
  return line;
}

}  // namespace tollgate::crossborder
