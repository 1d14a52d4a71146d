#include "plugins/card/trace.h"

#include <chrono>

namespace tollgate::card {

std::string digits(std::uint64_t number, std::size_t width) {
  std::string text(width, '0');
  for (auto at = text.rbegin(); at != text.rend(); ++at, number /= 10) {
    *at = static_cast<char>('0' + number % 10);
  }
  return text;
}

Trace make_trace(std::int64_t time_unix_us, std::uint64_t sequence) {
  using namespace std::chrono;
  const sys_time<microseconds> time{microseconds(time_unix_us)};
  const auto day = floor<days>(time);
  const year_month_day date{day};
  const hh_mm_ss clock{floor<seconds>(time - day)};

  Trace trace;
  trace.date = digits(unsigned{date.month()}, 2) + digits(unsigned{date.day()}, 2);
  trace.time = digits(static_cast<std::uint64_t>(clock.hours().count()), 2) +
               digits(static_cast<std::uint64_t>(clock.minutes().count()), 2) +
               digits(static_cast<std::uint64_t>(clock.seconds().count()), 2);
  trace.transmission_time = trace.date + trace.time;
  trace.audit_number = digits((sequence - 1) % 999'999 + 1, 6);
  trace.retrieval_reference = digits(sequence, 12);
  return trace;
}

}  // namespace tollgate::card
