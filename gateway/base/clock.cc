#include "gateway/base/clock.h"

namespace tollgate {

Timestamp SystemClock::now() const {
  return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
}

namespace {

// `digits` digits that end before `end`, with leading zeros.
void put(std::string& text, std::size_t end, std::size_t digits, std::int64_t number) {
  for (std::size_t i = 1; i <= digits; ++i, number /= 10)
    text[end - i] = static_cast<char>('0' + number % 10);
}

}  // namespace

// By hand: every event and answer holds several times.
std::string to_rfc3339(Timestamp time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock_time(time - day);
  std::string text = "0000-00-00T00:00:00.000000Z";
  put(text, 4, 4, static_cast<int>(date.year()));
  put(text, 7, 2, static_cast<unsigned>(date.month()));
  put(text, 10, 2, static_cast<unsigned>(date.day()));
  put(text, 13, 2, clock_time.hours().count());
  put(text, 16, 2, clock_time.minutes().count());
  put(text, 19, 2, clock_time.seconds().count());
  put(text, 26, 6, clock_time.subseconds().count());
  return text;
}

}  // namespace tollgate
