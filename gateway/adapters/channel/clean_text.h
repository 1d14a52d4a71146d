// Text from outside made fit for tables, JSON and logs.
#pragma once

#include <string>
#include <string_view>

namespace tollgate::channel {

// At most `bytes_max` bytes of `text`, cut between characters. What is not UTF-8 (RFC 3629) and
// control characters become '?', so that the result is always valid.
std::string clean_text(std::string_view text, std::size_t bytes_max);

}  // namespace tollgate::channel
