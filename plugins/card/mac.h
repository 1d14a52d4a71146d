// The message authentication code (elements 64 and 128): eight bytes that only those who share the
// key can make. Pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tollgate::card {

enum class MacAlgorithm {
  none = 0,
  hmac_sha256,           // RFC 2104, the first eight bytes; key of 16 to 64 bytes
  iso9797_1_algorithm_3  // "retail MAC": DES under two keys, zeros as padding; key of 16 bytes
};

constexpr std::size_t kMacSize = 8;

struct MacKey {
  MacAlgorithm algorithm = MacAlgorithm::none;
  std::string bytes;  // secret: never in a message, an outcome or a sentence
};

// Nothing when there is no algorithm of that name: "none", "hmac_sha256", "iso9797_1_algorithm_3".
std::optional<MacAlgorithm> find_mac_algorithm(std::string_view name);

// Whether a key of so many bytes is one of the algorithm.
bool mac_key_size_is(MacAlgorithm algorithm, std::size_t size);

// kMacSize bytes over `bytes`, which are not empty. Nothing when the algorithm is none, the key is
// of a wrong size, or OpenSSL refuses the cipher.
std::optional<std::string> make_mac(const MacKey& key, std::string_view bytes);

// Compares in constant time.
bool mac_is(std::string_view expected, std::string_view given);

}  // namespace tollgate::card
