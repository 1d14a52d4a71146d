// Algorithm: the four ways to sign that this gateway knows (RFC 9421 section 3.3).
#pragma once

#include <string_view>

namespace tollgate::http {

enum class Algorithm {
  unknown = 0,
  ed25519,
  ecdsa_p256_sha256,  // the signature is r and s, 32 bytes each
  rsa_pss_sha512,     // signed with a salt of 64 bytes, verified with any
  hmac_sha256,
};

// As in the IANA registry and in the parameter `alg`: "ecdsa-p256-sha256".
std::string_view algorithm_name(Algorithm algorithm);
// unknown for any other name.
Algorithm algorithm_from_name(std::string_view name);

}  // namespace tollgate::http
