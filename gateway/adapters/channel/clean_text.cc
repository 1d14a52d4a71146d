#include "gateway/adapters/channel/clean_text.h"

#include <cstdint>

namespace tollgate::channel {
namespace {

// Bytes of the valid character at the start of `text`; 0 when there is none.
std::size_t character_size(std::string_view text) {
  const auto byte = [text](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  const std::uint8_t first = byte(0);
  if (first < 0x80) return 1;
  const std::size_t size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || text.size() < size) return 0;
  for (std::size_t i = 1; i < size; ++i)
    if ((byte(i) & 0xc0U) != 0x80) return 0;
  // Overlong forms, surrogates, and what lies beyond U+10FFFF.
  if ((first == 0xe0 && byte(1) < 0xa0) || (first == 0xed && byte(1) > 0x9f) ||
      (first == 0xf0 && byte(1) < 0x90) || (first == 0xf4 && byte(1) > 0x8f))
    return 0;
  return size;
}

}  // namespace

std::string clean_text(std::string_view text, std::size_t bytes_max) {
  std::string clean;
  while (!text.empty()) {
    const std::size_t size = character_size(text);
    const bool printable = size > 1 || (size == 1 && text[0] >= 0x20 && text[0] != 0x7f);
    const std::string_view character = printable ? text.substr(0, size) : "?";
    if (clean.size() + character.size() > bytes_max) break;
    clean.append(character);
    text.remove_prefix(size == 0 ? 1 : size);
  }
  return clean;
}

}  // namespace tollgate::channel
