#include "gateway/payment/card_number.h"

#include <algorithm>
#include <array>

#include "gateway/base/ascii.h"

namespace tollgate {
namespace {

constexpr std::size_t kMinDigits = 12;
constexpr std::size_t kMaxDigits = 19;
constexpr std::size_t kLastDigits = 4;
// The longest text worth reading: 19 digits with a separator after each.
constexpr std::size_t kMaxCharacters = 2 * kMaxDigits;

// Ranges of leading digits as the networks publish them, each padded to six: 34 is 340000-349999.
// The first that matches decides: the rest of 6 is Maestro's, so it stands last. 622126-622925 is
// shared with Discover's network and counts as UnionPay, whose name the cards carry.
struct PrefixRange {
  int first;
  int last;
  CardBrand brand;
};
constexpr std::array kPrefixes = {
    PrefixRange{222100, 272099, CardBrand::mastercard},
    PrefixRange{300000, 305999, CardBrand::diners},
    PrefixRange{309500, 309599, CardBrand::diners},
    PrefixRange{340000, 349999, CardBrand::amex},
    PrefixRange{352800, 358999, CardBrand::jcb},
    PrefixRange{360000, 369999, CardBrand::diners},
    PrefixRange{370000, 379999, CardBrand::amex},
    PrefixRange{380000, 399999, CardBrand::diners},
    PrefixRange{400000, 499999, CardBrand::visa},
    PrefixRange{500000, 509999, CardBrand::maestro},
    PrefixRange{510000, 559999, CardBrand::mastercard},
    PrefixRange{560000, 599999, CardBrand::maestro},
    PrefixRange{601100, 601199, CardBrand::discover},
    PrefixRange{620000, 629999, CardBrand::unionpay},
    PrefixRange{644000, 659999, CardBrand::discover},
    PrefixRange{810000, 817199, CardBrand::unionpay},
    PrefixRange{600000, 699999, CardBrand::maestro},
};

Error refusal(std::string_view fault) {
  return {ErrorCode::invalid_argument, "The card number " + std::string(fault) + ".",
          "Send the number as it stands on the card."};
}

}  // namespace

std::string_view card_brand_name(CardBrand brand) {
  switch (brand) {
    case CardBrand::visa:
      return "visa";
    case CardBrand::mastercard:
      return "mastercard";
    case CardBrand::amex:
      return "amex";
    case CardBrand::discover:
      return "discover";
    case CardBrand::jcb:
      return "jcb";
    case CardBrand::unionpay:
      return "unionpay";
    case CardBrand::diners:
      return "diners";
    case CardBrand::maestro:
      return "maestro";
    case CardBrand::unknown:
      break;
  }
  return "unknown";
}

CardBrand card_brand_of(std::string_view digits) {
  if (digits.size() < kBinDigits) return CardBrand::unknown;
  int prefix = 0;
  for (const char c : digits.substr(0, kBinDigits)) {
    if (!is_digit(c)) return CardBrand::unknown;
    prefix = prefix * 10 + (c - '0');
  }
  for (const PrefixRange& range : kPrefixes)
    if (prefix >= range.first && prefix <= range.last) return range.brand;
  return CardBrand::unknown;
}

bool passes_luhn(std::string_view digits) {
  if (digits.empty() || !std::all_of(digits.begin(), digits.end(), is_digit)) return false;
  int sum = 0;
  bool doubled = false;  // every second digit from the right
  for (std::size_t i = digits.size(); i > 0; --i) {
    int digit = digits[i - 1] - '0';
    if (doubled) digit = digit * 2 > 9 ? digit * 2 - 9 : digit * 2;
    sum += digit;
    doubled = !doubled;
  }
  return sum % 10 == 0;
}

Result<CardNumber> CardNumber::parse(std::string_view text) {
  if (text.size() > kMaxCharacters) return refusal("is too long");
  std::string digits;
  digits.reserve(kMaxCharacters + 1);  // on the heap, so that moving it leaves no copy behind
  for (const char c : text) {
    if (c == ' ' || c == '-') continue;
    if (is_digit(c)) {
      digits.push_back(c);
      continue;
    }
    wipe(digits.data(), digits.size());
    return refusal("holds a character that is not a digit");
  }
  Secret number(std::move(digits));
  if (number.size() < kMinDigits || number.size() > kMaxDigits)
    return refusal("does not have 12 to 19 digits");
  if (!passes_luhn(number.reveal())) return refusal("has a wrong check digit");
  return CardNumber(std::move(number));
}

std::string CardNumber::bin() const { return std::string(digits_.reveal().substr(0, kBinDigits)); }

std::string CardNumber::last_four() const {
  return std::string(digits_.reveal().substr(digits_.size() - kLastDigits));
}

std::string CardNumber::display() const {
  return bin() + std::string(digits_.size() - kBinDigits - kLastDigits, '*') + last_four();
}

}  // namespace tollgate
