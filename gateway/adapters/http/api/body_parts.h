// What several requests have in their bodies. Problems are the body's, as everywhere.
#pragma once

#include <string>
#include <string_view>

#include "gateway/adapters/http/api/json_body.h"
#include "gateway/base/money.h"

namespace tollgate::http {

// `amount` and `currency`, at least one minor unit.
Money read_amount(JsonBody& body);

// `payment_method_type`. Empty: it is required.
std::string read_method_name(JsonBody& body, std::string_view fallback);

}  // namespace tollgate::http
