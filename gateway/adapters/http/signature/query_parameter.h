// One named parameter of a query, as RFC 9421 section 2.2.8 signs it. Pure, safe from any thread.
#pragma once

#include <string>
#include <string_view>

#include "gateway/base/result.h"

namespace tollgate::http {

// The value of the parameter whose name is `encoded_name` once both are decoded as a form and
// encoded again: only letters, digits and "*-._" stay, a space is "%20".
// Error: invalid_argument when the name is absent or stands more than once.
Result<std::string> query_parameter_value(std::string_view query, std::string_view encoded_name);

}  // namespace tollgate::http
