// What a run of the kit says: a line for each check as it ends, and the count.
#pragma once

#include <string>

#include "plugin-sdk/channel-check/runner.h"

namespace tollgate::kit {

// One line without its end: for people, or one JSON object.
std::string line_of(const Check& check, const Run& run);
std::string json_of(const Check& check, const Run& run);

}  // namespace tollgate::kit
