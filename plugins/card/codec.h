// Between a Message and its bytes. Pure functions; decode takes any bytes whatever.
//
//   type | 8 bytes of bitmap | 8 more when bit 1 is set | the elements in ascending order
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "plugins/card/dialect.h"
#include "plugins/card/message.h"

namespace tollgate::card {

// The bytes without a length prefix. Nothing, and a sentence in `problem` that names the element,
// when a value does not fit the dialect. Values are never named: one may be a card number. The
// secondary bitmap is there when an element above 64 is.
std::optional<std::string> encode(const Dialect& dialect, const Message& message,
                                  std::string& problem);

// Nothing, and a sentence in `problem`, when the bytes are not one whole message of the dialect.
// A secondary bitmap without elements is accepted.
std::optional<Message> decode(const Dialect& dialect, std::string_view bytes, std::string& problem);

}  // namespace tollgate::card
