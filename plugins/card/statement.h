// The settlement file as the contract's statement (tollgate/statement.h).
#pragma once

#include <memory>
#include <string_view>

#include "plugins/card/settings.h"
#include "tollgate/cpp/statement.hpp"

namespace tollgate::card {

// Reads the account's own file; one of another acquirer or merchant is a problem of line 1. `file`
// and `settings` outlive the reader.
std::unique_ptr<sdk::StatementReader> open_statement(const Settings& settings,
                                                     std::string_view file);

}  // namespace tollgate::card
