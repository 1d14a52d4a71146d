#include "plugins/crossborder/iso_time.h"

#include <algorithm>
#include <chrono>

namespace tollgate::crossborder {
namespace {

constexpr std::int64_t kLast = 253'402'300'799'000'000;  // the last second of the year 9999

std::string digits(std::int64_t number, std::size_t size) {
  std::string text = std::to_string(number);
  if (text.size() < size) text.insert(0, size - text.size(), '0');
  return text;
}

std::chrono::sys_seconds seconds_of(std::int64_t time_unix_us) {
  const std::chrono::microseconds time(std::clamp<std::int64_t>(time_unix_us, 0, kLast));
  return std::chrono::sys_seconds(std::chrono::floor<std::chrono::seconds>(time));
}

}  // namespace

std::string iso_date(std::int64_t time_unix_us) {
  const std::chrono::year_month_day date(
      std::chrono::floor<std::chrono::days>(seconds_of(time_unix_us)));
  return digits(static_cast<int>(date.year()), 4) + "-" +
         digits(static_cast<unsigned>(date.month()), 2) + "-" +
         digits(static_cast<unsigned>(date.day()), 2);
}

std::string iso_date_time(std::int64_t time_unix_us) {
  const auto time = seconds_of(time_unix_us);
  const std::chrono::hh_mm_ss clock(time - std::chrono::floor<std::chrono::days>(time));
  return iso_date(time_unix_us) + "T" + digits(clock.hours().count(), 2) + ":" +
         digits(clock.minutes().count(), 2) + ":" + digits(clock.seconds().count(), 2) + "Z";
}

}  // namespace tollgate::crossborder
