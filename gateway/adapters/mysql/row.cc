#include "gateway/adapters/mysql/row.h"

#include <cppconn/resultset.h>

#include <charconv>
#include <cstring>

namespace tollgate::mysql {
namespace {

// "2026-11-21 12:30:00.000001", as DATETIME(6) is sent.
std::optional<Timestamp> parse_time(std::string_view text) {
  if (text.size() != 26) return std::nullopt;
  const auto digits = [&](std::size_t at, std::size_t count) {
    int value = -1;
    const char* begin = text.data() + at;
    std::from_chars(begin, begin + count, value);
    return value;
  };
  const std::chrono::year_month_day date(std::chrono::year(digits(0, 4)),
                                         std::chrono::month(static_cast<unsigned>(digits(5, 2))),
                                         std::chrono::day(static_cast<unsigned>(digits(8, 2))));
  if (!date.ok()) return std::nullopt;
  return Timestamp(std::chrono::sys_days(date)) + std::chrono::hours(digits(11, 2)) +
         std::chrono::minutes(digits(14, 2)) + std::chrono::seconds(digits(17, 2)) +
         std::chrono::microseconds(digits(20, 6));
}

}  // namespace

bool Row::is_null() {
  if (!rows_.isNull(column_)) return false;
  ++column_;
  return true;
}

std::string Row::text() { return rows_.getString(column_++).asStdString(); }
std::int64_t Row::integer() { return rows_.getInt64(column_++); }
std::uint64_t Row::natural() { return rows_.getUInt64(column_++); }

Timestamp Row::time() {
  const std::string stored = text();
  const auto time = parse_time(stored);
  if (!time) report_malformed("'" + stored + "' is not a time");
  return time.value_or(Timestamp{});
}

std::optional<Timestamp> Row::time_or_null() {
  if (is_null()) return std::nullopt;
  return time();
}

Money Row::money() {
  const std::int64_t minor = integer();
  const std::string code = text();
  const auto currency = Currency::parse(code);
  if (!currency) report_malformed("currency '" + code + "' is not known to this build");
  return {minor, currency.value_or(*Currency::parse("EUR"))};
}

void Row::report_malformed(const std::string& what) {
  if (malformed_.empty())
    malformed_ = "Column " + std::to_string(column_ - 1) + " cannot be read: " + what;
}

void Row::read_bytes(std::uint8_t* out, std::size_t size) {
  const std::string stored = text();
  if (stored.size() == size)
    std::memcpy(out, stored.data(), size);
  else
    report_malformed(std::to_string(stored.size()) + " bytes instead of " + std::to_string(size));
}

}  // namespace tollgate::mysql
