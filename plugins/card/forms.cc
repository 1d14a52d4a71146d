#include "plugins/card/forms.h"

#include "plugins/card/content.h"

namespace tollgate::card {
namespace {

constexpr std::string_view kHexDigits = "0123456789ABCDEF";

// The value of a hexadecimal digit, or -1.
int nibble_of(char c) {
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  const auto at = kHexDigits.find(c);
  return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

std::string expand(std::string_view bytes) {
  std::string text;
  text.reserve(2 * bytes.size());
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    text.push_back(kHexDigits[byte >> 4]);
    text.push_back(kHexDigits[byte & 0x0f]);
  }
  return text;
}

std::optional<std::string> contract(std::string_view text) {
  if (text.size() % 2 != 0) return std::nullopt;
  std::string bytes;
  bytes.reserve(text.size() / 2);
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const int high = nibble_of(text[i]);
    const int low = nibble_of(text[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    bytes.push_back(static_cast<char>(high * 16 + low));
  }
  return bytes;
}

}  // namespace

std::size_t wire_size(DigitForm form, std::size_t count) {
  return form == DigitForm::packed ? (count + 1) / 2 : count;
}

std::size_t wire_size(BinaryForm form, std::size_t count) {
  return form == BinaryForm::hexadecimal ? 2 * count : count;
}

std::string to_wire(DigitForm form, std::string_view digits) {
  if (form == DigitForm::ascii) return std::string(digits);
  const std::string even = (digits.size() % 2 != 0 ? "0" : "") + std::string(digits);
  return contract(even).value_or("");
}

std::string to_wire(BinaryForm form, std::string_view bytes) {
  return form == BinaryForm::hexadecimal ? expand(bytes) : std::string(bytes);
}

std::optional<std::string> from_wire(DigitForm form, std::string_view wire, std::size_t count) {
  std::string digits = form == DigitForm::packed ? expand(wire) : std::string(wire);
  if (!content_is(Content::digits, digits)) return std::nullopt;
  if (digits.size() == count) return digits;
  if (digits.size() != count + 1 || digits.front() != '0') return std::nullopt;
  return digits.substr(1);
}

std::optional<std::string> from_wire(BinaryForm form, std::string_view wire) {
  return form == BinaryForm::hexadecimal ? contract(wire) : std::string(wire);
}

}  // namespace tollgate::card
