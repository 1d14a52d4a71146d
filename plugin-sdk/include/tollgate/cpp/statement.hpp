// StatementReader: reads one file of what a channel settled. See statement.h; a channel overrides
// Channel::has_statements and read_statement.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "tollgate/cpp/view.hpp"
#include "tollgate/statement.h"

namespace tollgate::sdk {

// Its views stay good until the reader is destroyed.
struct StatementFile {
  explicit StatementFile(const tollgate_statement_file& raw)
      : name(view(raw.name)), bytes(view(raw.bytes)) {}

  std::string_view name;
  std::string_view bytes;
};

// Money as a statement has it: the host fills in whichever of the two names is missing.
inline tollgate_money statement_money(std::int64_t minor, std::uint16_t numeric) {
  return {minor, {}, numeric, 0};
}
inline tollgate_money statement_money(std::int64_t minor, std::string_view currency) {
  tollgate_money money{minor, {}, 0, 0};
  currency.copy(money.currency, sizeof money.currency - 1);
  return money;
}

// See tollgate_statement_entry.
struct StatementEntry {
  tollgate_statement_kind kind = TOLLGATE_STATEMENT_KIND_UNKNOWN;
  tollgate_statement_direction direction = TOLLGATE_STATEMENT_DIRECTION_UNKNOWN;
  tollgate_statement_status status = TOLLGATE_STATEMENT_BOOKED;
  bool is_reversal = false;
  std::int32_t booking_date = 0;  // 20261127
  std::int32_t value_date = 0;
  std::uint64_t line = 0;
  std::string operation_id;
  std::string channel_reference;
  tollgate_money amount{};
  std::int64_t fee_minor = 0;  // in the currency of `amount`
  std::string channel_code;
  std::string description;
  Pairs data;
};

// See tollgate_statement_total.
struct StatementTotal {
  std::string currency;  // "EUR", or `numeric` alone
  std::uint16_t numeric = 0;
  std::uint64_t count = 0;
  std::int64_t credits_minor = 0;
  std::int64_t debits_minor = 0;
  std::int64_t fees_minor = 0;
  bool has_balances = false;
  std::int64_t opening_minor = 0;
  std::int64_t closing_minor = 0;
};

// The end of a file that was whole. See tollgate_statement_summary.
struct StatementSummary {
  std::string statement_id;
  std::string account;
  std::int32_t from_date = 0;
  std::int32_t to_date = 0;
  bool tells_count = false;
  bool tells_sums = false;
  std::vector<StatementTotal> totals;
};

// Why the file is not believed. See tollgate_statement_problem.
struct StatementProblem {
  std::uint64_t line = 0;
  std::string field;
  std::string sentence;
};

using StatementStep = std::variant<StatementEntry, StatementSummary, StatementProblem>;

class StatementReader {
 public:
  StatementReader() = default;
  StatementReader(const StatementReader&) = delete;
  StatementReader& operator=(const StatementReader&) = delete;
  virtual ~StatementReader() = default;

  // Not called again after a summary or a problem. An exception is a defect: it fails the file.
  virtual StatementStep next() = 0;
};

// Adds booked entries up as tollgate_statement_total wants them; entries that are not booked it
// lets be. Overflow is noticed, not wrapped.
class StatementTally {
 public:
  // False: a sum is more than 64 bits hold, and the file has to fail.
  bool add(const StatementEntry& entry) {
    if (entry.status != TOLLGATE_STATEMENT_BOOKED) return true;
    StatementTotal& total = of(entry.amount);
    ++total.count;
    std::int64_t& side =
        entry.direction == TOLLGATE_STATEMENT_CREDIT ? total.credits_minor : total.debits_minor;
    return !__builtin_add_overflow(side, entry.amount.minor, &side) &&
           !__builtin_add_overflow(total.fees_minor, entry.fee_minor, &total.fees_minor);
  }
  // In the order in which their currencies first came.
  const std::vector<StatementTotal>& totals() const { return totals_; }

 private:
  StatementTotal& of(const tollgate_money& money) {
    const std::string_view currency(money.currency);
    for (auto& total : totals_)
      if (total.currency == currency && total.numeric == money.numeric) return total;
    StatementTotal& total = totals_.emplace_back();
    total.currency = currency;
    total.numeric = money.numeric;
    return total;
  }

  std::vector<StatementTotal> totals_;
};

}  // namespace tollgate::sdk
