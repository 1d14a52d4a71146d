#include "plugins/card/content.h"

#include <algorithm>

namespace tollgate::card {
namespace {

// Not <cctype>: its answers depend on the locale.
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }
// A space pads alphanumeric elements.
bool is_alphanumeric(char c) { return is_digit(c) || is_letter(c) || c == ' '; }
bool is_printable(char c) { return c >= ' ' && c <= '~'; }

}  // namespace

bool content_is(Content content, std::string_view value) {
  switch (content) {
    case Content::digits:
      return std::all_of(value.begin(), value.end(), is_digit);
    case Content::letters_and_digits:
      return std::all_of(value.begin(), value.end(), is_alphanumeric);
    case Content::printable:
      return std::all_of(value.begin(), value.end(), is_printable);
    case Content::binary:
      return true;
  }
  return false;
}

}  // namespace tollgate::card
