// Parameters of a request or a notification: what is signed of them, and their form encoding. Pure.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace tollgate::wallet {

// Sorted by name, byte by byte, as they are signed.
using Parameters = std::map<std::string, std::string, std::less<>>;

// "a=1&b=2": the text that is signed. Values stand in it as they are, before any encoding.
std::string signed_text(const Parameters& parameters);

// application/x-www-form-urlencoded, in the order of names.
std::string encode_form(const Parameters& parameters);

// Nothing where it is no form: a name without a value or twice, an empty name, bytes that a form
// does not hold as they are. Lower-case hex is refused: one text for one meaning.
std::optional<Parameters> decode_form(std::string_view text);

// The value of a name, or an empty text.
std::string_view value_of(const Parameters& parameters, std::string_view name);

}  // namespace tollgate::wallet
