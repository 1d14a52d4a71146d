#include "gateway/adapters/channel/card_mask.h"

#include "gateway/base/ascii.h"
#include "gateway/payment/card_number.h"

namespace tollgate::channel {
namespace {

constexpr std::string_view kMask = "[card]";
constexpr std::size_t kDigitsMin = 12;
constexpr std::size_t kDigitsMax = 19;

// Bytes of the run of digits at the start of `text`, which begins with a digit.
std::size_t run_size(std::string_view text, std::string& digits) {
  std::size_t end = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (is_digit(text[i])) {
      digits.push_back(text[i]);
      end = i + 1;
    } else if ((text[i] != ' ' && text[i] != '-') || end != i) {
      break;
    }
  }
  return end;
}

bool is_card_number(std::string_view digits) {
  return digits.size() >= kDigitsMin && digits.size() <= kDigitsMax &&
         card_brand_of(digits) != CardBrand::unknown && passes_luhn(digits);
}

// Copies `text` to `clean` with card numbers masked; how many there were.
std::size_t mask(std::string_view text, std::string& clean) {
  std::size_t found = 0;
  while (!text.empty()) {
    std::string digits;
    const std::size_t size = is_digit(text.front()) ? run_size(text, digits) : 1;
    const bool card = is_card_number(digits);
    found += card ? 1 : 0;
    clean.append(card ? kMask : text.substr(0, size));
    text.remove_prefix(size);
  }
  return found;
}

}  // namespace

std::string without_card_numbers(std::string_view text) {
  std::string clean;
  mask(text, clean);
  return clean;
}

bool has_card_number(std::string_view text) {
  std::string clean;
  return mask(text, clean) > 0;
}

}  // namespace tollgate::channel
