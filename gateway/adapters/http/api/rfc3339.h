// Times as a request writes them. Pure.
#pragma once

#include <optional>
#include <string_view>

#include "gateway/base/clock.h"

namespace tollgate::http {

// "2026-11-21T12:30:00Z" with at most six digits of a second's fraction; UTC only.
std::optional<Timestamp> parse_rfc3339(std::string_view text);

}  // namespace tollgate::http
