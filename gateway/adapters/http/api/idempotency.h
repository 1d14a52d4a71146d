// The guards of an unsafe request, from its header fields. Pure.
#pragma once

#include <string>
#include <variant>

#include "gateway/adapters/http/api/authenticator.h"
#include "gateway/app/ports/card_vault.h"
#include "gateway/app/ports/change.h"

namespace tollgate::http {

constexpr std::size_t kIdempotencyKeyCharsMax = 255;

// Nonce, idempotency and fingerprint digests of the request. `needed`: a missing key is a problem.
std::variant<RequestRecord, Problem> make_request_record(const HttpRequest& request,
                                                         const Principal& principal, bool needed,
                                                         CardVault& vault, Timestamp now);

}  // namespace tollgate::http
