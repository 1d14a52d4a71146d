// A dialect of ISO 8583 as a table: which elements there are and how each is laid out. Another
// acquirer's dialect is another row of kDialects; the codec does not change. Constant data.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace tollgate::card {

// How an element's size is known: by the table, or by 2 or 3 digits in front of it.
enum class SizePrefix { none = 0, two_digits = 2, three_digits = 3 };

// ISO 8583's attributes: n, an, ans, b.
enum class Content { digits, letters_and_digits, printable, binary };

// How digits travel: the message type, size prefixes and elements of attribute n. Packed is BCD:
// two digits a byte, with a zero in front where their number is odd.
enum class DigitForm { ascii, packed };

// How bytes travel: bitmaps and elements of attribute b. A size prefix counts the bytes meant, not
// the hexadecimal digits.
enum class BinaryForm { raw, hexadecimal };

struct Element {
  int number;  // 2 .. 128
  Content content;
  SizePrefix prefix;
  std::size_t size;  // digits, characters or bytes: exact without a prefix, the maximum with one
};

struct Dialect {
  std::string_view name;  // as the setting `dialect` has it
  DigitForm digits;
  BinaryForm binary;
  std::span<const Element> elements;  // in the order of their numbers

  // Null when the dialect does not have the element.
  const Element* find(int number) const;
};

// Of ISO 8583:1987: "ascii", "ascii_hex" (bitmaps in hexadecimal) and "bcd". The first is the
// default.
extern const std::span<const Dialect> kDialects;

// Null when there is no dialect of that name.
const Dialect* find_dialect(std::string_view name);

}  // namespace tollgate::card
