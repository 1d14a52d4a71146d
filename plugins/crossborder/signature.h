// The bank's signature: HMAC-SHA-256 over a time and a text, both ways. Pure functions.
//
//   Bank-Signature: t=1800000000,v1=<64 hex digits of HMAC(secret, "1800000000." + text)>
//
// The text is the raw body, or, of a request without one, its method, a space and its path behind
// the base URL.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tollgate::crossborder {

constexpr std::int64_t kSignatureAgeMaxSeconds = 600;

std::string make_signature(std::string_view secret, std::string_view text,
                           std::int64_t time_unix_s);

// Why `header` does not prove that who knows the secret signed `text` near the time; nothing: it
// does. The sentence holds nothing of the input.
std::optional<std::string> refuse_signature(std::string_view secret, std::string_view text,
                                            std::string_view header, std::int64_t time_unix_s);

}  // namespace tollgate::crossborder
