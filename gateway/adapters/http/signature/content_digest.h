// Content-Digest (RFC 9530): the header that binds a body to a signature. Pure functions, safe
// from any thread.
#pragma once

#include <string>
#include <string_view>

#include "gateway/base/result.h"

namespace tollgate::http {

enum class DigestAlgorithm { sha256, sha512 };

// The header's value for the body: "sha-256=:<base64>:".
std::string content_digest(std::string_view body,
                           DigestAlgorithm algorithm = DigestAlgorithm::sha256);

// Compares every sha-256 and sha-512 digest of the header (its lines joined with ", ") with the
// body, in constant time. Other algorithms are passed over, but one known one must be there.
// Error: invalid_argument with a sentence and the mend.
Status check_content_digest(std::string_view value, std::string_view body);

}  // namespace tollgate::http
