// UETR: the unique end-to-end transaction reference that follows a payment through every bank, a
// UUID of version 4 (RFC 9562). It follows from the operation's id alone, so that every repeat of
// an instruction, and every question about it, says the same one. Pure functions.
#pragma once

#include <string>
#include <string_view>

namespace tollgate::crossborder {

// "7a562c67-ca16-48ba-b074-65581be6f001"
std::string uetr_of(std::string_view operation_id);

bool is_uetr(std::string_view text);

}  // namespace tollgate::crossborder
