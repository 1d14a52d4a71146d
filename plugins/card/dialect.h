// A dialect of ISO 8583 as a table: which elements there are and how each is laid out. Another
// acquirer's dialect is another table; the codec does not change. Constant data.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace tollgate::card {

// How an element's size is known: by the table, or by 2 or 3 ASCII digits in front of it.
enum class SizePrefix { none = 0, two_digits = 2, three_digits = 3 };

// ISO 8583's attributes: n, an, ans, b.
enum class Content { digits, letters_and_digits, printable, binary };

struct Element {
  int number;  // 2 .. 128
  Content content;
  SizePrefix prefix;
  std::size_t size;  // bytes: exact without a prefix, the maximum with one
};

struct Dialect {
  std::string_view name;
  std::span<const Element> elements;  // in the order of their numbers

  // Null when the dialect does not have the element.
  const Element* find(int number) const;
};

// ISO 8583:1987, ASCII fields, binary bitmaps.
extern const Dialect kAscii1987;

}  // namespace tollgate::card
