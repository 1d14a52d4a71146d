// The parts of a plugin's reading of a statement, checked and copied. Pure functions. An error is a
// breach of the contract by the plugin; where the file is to blame, `problem` is filled instead.
#pragma once

#include <optional>

#include "gateway/base/result.h"
#include "gateway/payment/statement.h"
#include "tollgate/statement.h"

namespace tollgate::channel {

Result<std::optional<StatementEntry>> read_statement_entry(const tollgate_statement_entry* raw,
                                                           StatementProblem& problem);

// `file` gives a statement without a name one.
Result<std::optional<StatementSummary>> read_statement_summary(
    const tollgate_statement_summary* raw, std::string_view file, StatementProblem& problem);

Result<StatementProblem> read_statement_problem(const tollgate_statement_problem* raw);

}  // namespace tollgate::channel
