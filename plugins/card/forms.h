// How digits and bytes stand on the wire; shared by both directions of the codec. Pure functions.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "plugins/card/dialect.h"

namespace tollgate::card {

// Bytes on the wire of `count` digits, and of `count` bytes.
std::size_t wire_size(DigitForm form, std::size_t count);
std::size_t wire_size(BinaryForm form, std::size_t count);

// `digits` holds digits only.
std::string to_wire(DigitForm form, std::string_view digits);
std::string to_wire(BinaryForm form, std::string_view bytes);

// `wire` has the wire_size of `count`. Nothing when it holds anything but digits, or where the zero
// in front of an odd number of packed digits is none.
std::optional<std::string> from_wire(DigitForm form, std::string_view wire, std::size_t count);
// Nothing when it is no hexadecimal; capitals and small letters are the same.
std::optional<std::string> from_wire(BinaryForm form, std::string_view wire);

}  // namespace tollgate::card
