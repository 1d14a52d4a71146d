#include "gateway/adapters/mysql/sql_text.h"

#include <array>
#include <charconv>

#include "gateway/base/encoding.h"

namespace tollgate::mysql {
namespace {

// Writes `count` decimal digits of `value` at `out`.
char* put_digits(char* out, unsigned value, int count) {
  for (int i = count - 1; i >= 0; --i) {
    out[i] = static_cast<char>('0' + value % 10);
    value /= 10;
  }
  return out + count;
}

}  // namespace

SqlText& SqlText::clear() {
  sql_.clear();
  after_value_ = after_row_ = false;
  return *this;
}

SqlText& SqlText::raw(std::string_view sql) {
  sql_.append(sql);
  after_value_ = after_row_ = false;
  return *this;
}

SqlText& SqlText::open_row() {
  if (after_row_) sql_.push_back(',');
  sql_.push_back('(');
  after_value_ = false;
  return *this;
}

SqlText& SqlText::close_row() {
  sql_.push_back(')');
  after_value_ = false;
  after_row_ = true;
  return *this;
}

void SqlText::separate() {
  if (after_value_) sql_.push_back(',');
  after_value_ = true;
}

SqlText& SqlText::number(std::int64_t value) {
  separate();
  std::array<char, 20> digits;
  const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), value);
  sql_.append(digits.data(), end);
  return *this;
}

SqlText& SqlText::number(std::uint64_t value) {
  separate();
  std::array<char, 20> digits;
  const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), value);
  sql_.append(digits.data(), end);
  return *this;
}

SqlText& SqlText::bytes(std::span<const std::uint8_t> value) {
  separate();
  const std::size_t begin = sql_.size();
  sql_.resize(begin + 3 + 2 * value.size());
  char* out = sql_.data() + begin;
  *out++ = 'x';
  *out++ = '\'';
  for (const std::uint8_t byte : value) {
    *out++ = kHexDigits[byte >> 4];
    *out++ = kHexDigits[byte & 15U];
  }
  *out = '\'';
  return *this;
}

SqlText& SqlText::text(std::string_view value) {
  separate();
  append_escaped(value);
  return *this;
}

SqlText& SqlText::binary(std::string_view value) {
  separate();
  sql_.append("_binary");
  append_escaped(value);
  return *this;
}

// Enough for a session in utf8mb4 with backslash escapes on, which is how every Connection is
// set: no byte of a multi-byte character equals a quote or a backslash.
void SqlText::append_escaped(std::string_view value) {
  sql_.push_back('\'');
  std::size_t done = 0;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const char c = value[i];
    if (c != '\'' && c != '\\' && c != '\0') continue;
    sql_.append(value, done, i - done);
    sql_.push_back('\\');
    sql_.push_back(c == '\0' ? '0' : c);
    done = i + 1;
  }
  sql_.append(value, done);
  sql_.push_back('\'');
}

SqlText& SqlText::time(Timestamp value) {
  separate();
  const auto day = std::chrono::floor<std::chrono::days>(value);
  const std::chrono::year_month_day date(day);
  const auto micros = static_cast<std::uint64_t>((value - day).count());
  std::array<char, 28> out;
  char* at = out.data();
  *at++ = '\'';
  at = put_digits(at, static_cast<unsigned>(static_cast<int>(date.year())), 4);
  *at++ = '-';
  at = put_digits(at, static_cast<unsigned>(date.month()), 2);
  *at++ = '-';
  at = put_digits(at, static_cast<unsigned>(date.day()), 2);
  *at++ = ' ';
  const auto seconds = static_cast<unsigned>(micros / 1'000'000);
  at = put_digits(at, seconds / 3600, 2);
  *at++ = ':';
  at = put_digits(at, seconds / 60 % 60, 2);
  *at++ = ':';
  at = put_digits(at, seconds % 60, 2);
  *at++ = '.';
  at = put_digits(at, static_cast<unsigned>(micros % 1'000'000), 6);
  *at = '\'';
  sql_.append(out.data(), out.size());
  return *this;
}

SqlText& SqlText::time_from_now(Duration distance) {
  separate();
  sql_.append("UTC_TIMESTAMP(6) + INTERVAL ");
  sql_.append(std::to_string(distance.count())).append(" MICROSECOND");
  return *this;
}

SqlText& SqlText::null() {
  separate();
  sql_.append("NULL");
  return *this;
}

}  // namespace tollgate::mysql
