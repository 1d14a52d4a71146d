#include "plugins/wallet/wallet_time.h"

#include <chrono>
#include <cstdio>

namespace tollgate::wallet {

std::string wallet_time(std::int64_t unix_us) {
  using std::chrono::days;
  using std::chrono::floor;
  using std::chrono::seconds;
  const std::chrono::sys_time<std::chrono::microseconds> utc{std::chrono::microseconds(unix_us)};
  const auto local = floor<seconds>(utc) + std::chrono::hours(8);
  const auto day = floor<days>(local);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss<seconds> clock(local - day);
  char text[40];
  const int size = std::snprintf(
      text, sizeof text, "%04d-%02u-%02u %02d:%02d:%02d", static_cast<int>(date.year()),
      static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
      static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
      static_cast<int>(clock.seconds().count()));
  return {text, static_cast<std::size_t>(size)};
}

}  // namespace tollgate::wallet
