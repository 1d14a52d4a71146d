// The origin of a URL: scheme, host and port, which decide where a message really goes.
#pragma once

#include <optional>
#include <string>

namespace tollgate::channel {

// "https://bank.example:443" for "https://Bank.Example/pay?x=1"; the port is always there.
// Nothing for what is not an absolute http or https URL, or names a user.
std::optional<std::string> origin_of(const std::string& url);

}  // namespace tollgate::channel
