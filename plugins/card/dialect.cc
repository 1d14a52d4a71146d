#include "plugins/card/dialect.h"

#include <algorithm>

namespace tollgate::card {
namespace {

constexpr auto kDigits = Content::digits;
constexpr auto kAlphanumeric = Content::letters_and_digits;
constexpr auto kPrintable = Content::printable;
constexpr auto kFixed = SizePrefix::none;
constexpr auto kTwoDigits = SizePrefix::two_digits;
constexpr auto kThreeDigits = SizePrefix::three_digits;

// Sizes and attributes: ISO 8583:1987, clause 4.4.
constexpr Element kElements[] = {
    {2, kDigits, kTwoDigits, 19},              // primary account number
    {3, kDigits, kFixed, 6},                   // processing code
    {4, kDigits, kFixed, 12},                  // amount, transaction
    {7, kDigits, kFixed, 10},                  // transmission date and time, MMDDhhmmss
    {11, kDigits, kFixed, 6},                  // systems trace audit number
    {12, kDigits, kFixed, 6},                  // time, local transaction, hhmmss
    {13, kDigits, kFixed, 4},                  // date, local transaction, MMDD
    {14, kDigits, kFixed, 4},                  // date, expiration, YYMM
    {18, kDigits, kFixed, 4},                  // merchant's type
    {22, kDigits, kFixed, 3},                  // point of service entry mode
    {25, kDigits, kFixed, 2},                  // point of service condition code
    {32, kDigits, kTwoDigits, 11},             // acquiring institution identification code
    {37, kAlphanumeric, kFixed, 12},           // retrieval reference number
    {38, kAlphanumeric, kFixed, 6},            // authorization identification response
    {39, kAlphanumeric, kFixed, 2},            // response code
    {41, kPrintable, kFixed, 8},               // card acceptor terminal identification
    {42, kPrintable, kFixed, 15},              // card acceptor identification code
    {48, kPrintable, kThreeDigits, 999},       // additional data, private
    {49, kDigits, kFixed, 3},                  // currency code, transaction
    {53, kDigits, kFixed, 16},                 // security related control information
    {54, kPrintable, kThreeDigits, 120},       // additional amounts
    {55, Content::binary, kThreeDigits, 255},  // integrated circuit card data
    {64, Content::binary, kFixed, 8},          // message authentication code
    {70, kDigits, kFixed, 3},                  // network management information code
    {90, kDigits, kFixed, 42},                 // original data elements
    {95, kAlphanumeric, kFixed, 42},           // replacement amounts
    {128, Content::binary, kFixed, 8},         // message authentication code
};

constexpr Dialect kRows[] = {
    {"ascii", DigitForm::ascii, BinaryForm::raw, kElements},
    {"ascii_hex", DigitForm::ascii, BinaryForm::hexadecimal, kElements},
    {"bcd", DigitForm::packed, BinaryForm::raw, kElements},
};

}  // namespace

const std::span<const Dialect> kDialects = kRows;

const Dialect* find_dialect(std::string_view name) {
  const auto at = std::find_if(kDialects.begin(), kDialects.end(),
                               [&](const Dialect& dialect) { return dialect.name == name; });
  return at == kDialects.end() ? nullptr : &*at;
}

const Element* Dialect::find(int number) const {
  const auto at =
      std::lower_bound(elements.begin(), elements.end(), number,
                       [](const Element& element, int n) { return element.number < n; });
  return at != elements.end() && at->number == number ? &*at : nullptr;
}

}  // namespace tollgate::card
