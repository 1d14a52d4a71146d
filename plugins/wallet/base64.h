// Base64 with padding (RFC 4648 section 4), one text for each range of bytes: what is not the text
// that encode_base64 makes is refused, so that a signature cannot be written in two ways.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tollgate::wallet {

std::string encode_base64(std::string_view bytes);
std::optional<std::string> decode_base64(std::string_view text);

}  // namespace tollgate::wallet
