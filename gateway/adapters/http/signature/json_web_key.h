// One public key as a JSON Web Key (RFC 7517, RFC 8037), for the published key set. Pure, safe
// from any thread.
#pragma once

#include <string>
#include <string_view>

#include "gateway/adapters/http/signature/algorithm.h"
#include "gateway/base/result.h"

namespace tollgate::http {

// A JSON object: {"use":"sig","kid":"…","kty":"OKP","crv":"Ed25519","alg":"EdDSA","x":"…"}.
// Error: invalid_argument when the PEM cannot be read, is not of the algorithm's kind, or the key
// id has other characters than letters, digits, '-', '_' and '.'.
Result<std::string> json_web_key(Algorithm algorithm, std::string_view public_pem,
                                 std::string_view key_id);

}  // namespace tollgate::http
