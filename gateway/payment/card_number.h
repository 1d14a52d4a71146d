// CardNumber: a card's primary account number (ISO/IEC 7812) whose length and check digit hold.
// It cannot be printed: display() is what people and logs may see. A plain value.
#pragma once

#include <string>
#include <string_view>

#include "gateway/base/result.h"
#include "gateway/base/secret.h"

namespace tollgate {

enum class CardBrand {
  unknown = 0,
  visa,
  mastercard,
  amex,
  discover,
  jcb,
  unionpay,
  diners,
  maestro,
};

// "visa", "mastercard", …
std::string_view card_brand_name(CardBrand brand);
// By the leading digits alone; `digits` may be a whole number or its first six.
CardBrand card_brand_of(std::string_view digits);
// The check digit of ISO/IEC 7812-1 annex B. False for anything but digits, and for no digits.
bool passes_luhn(std::string_view digits);

// A bank identification number, as rules, routes and shown numbers have it.
inline constexpr std::size_t kBinDigits = 6;

class CardNumber {
 public:
  // 12 to 19 digits; spaces and hyphens between them, as printed on cards, are dropped.
  // Error: invalid_argument with a sentence that never repeats the number.
  static Result<CardNumber> parse(std::string_view text);

  const Secret& digits() const { return digits_; }
  CardBrand brand() const { return card_brand_of(digits_.reveal()); }
  std::string bin() const;        // the first six digits
  std::string last_four() const;  // the last four
  // All that PCI DSS 3.4.1 lets be shown: "424242******4242".
  std::string display() const;

 private:
  explicit CardNumber(Secret digits) : digits_(std::move(digits)) {}

  Secret digits_;
};

}  // namespace tollgate
