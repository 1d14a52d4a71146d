// Correlation: which answer belongs to which message, by its type and elements 7, 11, 32 and 41.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "plugins/card/message.h"

namespace tollgate::card {

// The type that answers `type`: 0100 -> 0110, 0420 and 0421 -> 0430. Nothing for a type that is
// itself an answer, or no type at all.
std::optional<std::string> answer_type(std::string_view type);

// The key that `message`, an answer, has, and that the answer to a message of the type
// `answered_by` will have. Empty when one of the four elements is missing.
std::string correlation_key(const Message& message, std::string_view answered_by);

}  // namespace tollgate::card
