// The member "authentication" of a new payment: what 3-D Secure 2 gave, which the merchant had
// done.
#pragma once

#include <optional>

#include "gateway/adapters/http/api/json_body.h"
#include "gateway/payment/authentication.h"

namespace tollgate::http {

// Nothing where the member is absent or null, and where `body` then has a problem: also when what
// 3-D Secure gave stands against a charge.
std::optional<Authentication> read_authentication(JsonBody& body);

}  // namespace tollgate::http
