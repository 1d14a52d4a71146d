// SHA-256, SHA-512 and HMAC-SHA-256 of bytes, through OpenSSL. Safe from any thread.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace tollgate {

using Digest32 = std::array<std::uint8_t, 32>;  // SHA-256
using Digest16 = std::array<std::uint8_t, 16>;  // the first half of one: a unique key in a table

Digest32 sha256(std::string_view bytes);
std::array<std::uint8_t, 64> sha512(std::string_view bytes);
Digest32 hmac_sha256(std::string_view key, std::string_view bytes);

// The first 16 bytes of SHA-256 over the parts, each preceded by its length, so that no two
// different lists of parts give the same bytes.
Digest16 digest16_of(std::initializer_list<std::string_view> parts);

}  // namespace tollgate
