// A statement as JSON, one object a line: what `tollgate statement read` prints and what fixtures
// of channel-check record. Pure functions.
#pragma once

#include <string>

#include "gateway/payment/statement.h"

namespace tollgate::channel {

std::string to_json(const StatementEntry& entry);
std::string to_json(const StatementSummary& summary);

}  // namespace tollgate::channel
