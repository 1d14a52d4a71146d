// Statement: what a channel says it settled, as a file of its own says it. Plain values; pure. Made
// by reading a file through the channel's plugin, which has agreed with itself before anything of
// it is believed.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/base/money.h"

namespace tollgate {

using Date = std::chrono::year_month_day;

enum class StatementKind : std::uint8_t {
  unknown = 0,
  sale = 1,
  refund = 2,
  chargeback = 3,
  fee = 4,
  payout = 5,
  other = 6,
  transfer = 7,
};
enum class StatementDirection : std::uint8_t { unknown = 0, credit = 1, debit = 2 };
enum class StatementStatus : std::uint8_t { unknown = 0, booked = 1, announced = 2, refused = 3 };

std::string_view to_text(StatementKind kind);
std::string_view to_text(StatementDirection direction);  // "credit": to the merchant
std::string_view to_text(StatementStatus status);
std::string to_text(Date date);  // "2026-11-27"

struct StatementEntry {
  StatementKind kind = StatementKind::unknown;
  StatementDirection direction = StatementDirection::unknown;
  StatementStatus status = StatementStatus::unknown;
  bool is_reversal = false;  // takes an earlier entry of the kind back
  std::optional<Date> booking_date;
  std::optional<Date> value_date;
  std::uint64_t line = 0;         // of the file, from 1
  std::string operation_id;       // what the channel took for it: perhaps none of ours, or empty
  std::string channel_reference;  // may be empty
  Money amount;                   // never negative, before `fee`
  Money fee;                      // what the channel keeps, in the same currency
  std::string channel_code;
  std::string description;  // card numbers masked
  std::vector<std::pair<std::string, std::string>> data;
  bool repeats = false;  // an earlier entry of the file says the same of the same operation

  explicit StatementEntry(Money of) : amount(of), fee(Money::zero(of.currency())) {}
};

// The booked entries of one currency, in minor units: a sum may be more than a Money can be.
struct StatementTotal {
  Currency currency;
  std::uint64_t count = 0;
  std::int64_t credits_minor = 0, debits_minor = 0, fees_minor = 0;
  std::optional<std::pair<std::int64_t, std::int64_t>> balances_minor;  // opening, closing

  explicit StatementTotal(Currency of) : currency(of) {}
};

struct StatementSummary {
  std::string statement_id;  // the same however often the file comes; never empty
  std::string account;       // at the channel; may be empty
  std::optional<Date> from_date, to_date;
  bool tells_count = false;  // the file itself told, and it was true
  bool tells_sums = false;
  std::uint64_t entries = 0;   // of whatever status
  std::uint64_t repeated = 0;  // of them with `repeats`
  std::vector<StatementTotal> totals;
};

// Why a file is not believed.
struct StatementProblem {
  std::uint64_t line = 0;  // 0: the file as a whole
  std::string field;       // empty: the whole line
  std::string sentence;    // nothing of the file, no secret
};

}  // namespace tollgate
