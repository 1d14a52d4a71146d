// Times as ISO 8601 in UTC. Pure functions.
#pragma once

#include <cstdint>
#include <string>

namespace tollgate::crossborder {

std::string iso_date(std::int64_t time_unix_us);       // "2026-11-21"
std::string iso_date_time(std::int64_t time_unix_us);  // "2026-11-21T12:30:00Z"

}  // namespace tollgate::crossborder
