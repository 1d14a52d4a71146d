// Messages as they travel: encoded in the account's dialect and, where it has a key, closed by
// their message authentication code. Pure functions.
//
//   type | bitmaps | elements                          without a key
//   type | bitmaps | elements | element 64 or 128      with one: over all bytes in front of it
//
// The code is element 128 where there is an element above 64, otherwise 64: always the last one.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "plugins/card/message.h"
#include "plugins/card/settings.h"

namespace tollgate::card {

// Nothing, and a sentence in `problem`, when a value does not fit the dialect.
std::optional<std::string> seal(const Settings& settings, Message message, std::string& problem);

// Nothing, and a sentence in `problem`, when the bytes are no message of the dialect or, where the
// account has a key, their code is missing, not the last element or not right.
std::optional<Message> unseal(const Settings& settings, std::string_view bytes,
                              std::string& problem);

}  // namespace tollgate::card
