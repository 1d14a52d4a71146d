// camt.053 as the ability tollgate.statement/1 gives it: the file of one statement of the account's
// own IBAN, whose booked entries lead from its opening to its closing balance.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "tollgate/cpp/statement.hpp"

namespace tollgate::crossborder {

std::unique_ptr<sdk::StatementReader> open_statement(std::string own_iban, std::string_view bytes);

}  // namespace tollgate::crossborder
