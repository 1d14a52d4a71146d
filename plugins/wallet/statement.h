// The wallet's bill as the contract's statement (tollgate/statement.h).
#pragma once

#include <memory>
#include <string_view>

#include "plugins/wallet/settings.h"
#include "tollgate/cpp/statement.hpp"

namespace tollgate::wallet {

// Reads the account's own bill; one of another application is a problem of line 1. `file` and
// `settings` outlive the reader.
std::unique_ptr<sdk::StatementReader> open_statement(const Settings& settings,
                                                     std::string_view file);

}  // namespace tollgate::wallet
