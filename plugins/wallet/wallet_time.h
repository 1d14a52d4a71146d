// Times as the wallet writes them: "2026-11-21 20:30:00", in the time of China (UTC+8, no summer
// time). Pure.
#pragma once

#include <cstdint>
#include <string>

namespace tollgate::wallet {

constexpr std::int64_t kMicrosPerSecond = 1'000'000;

std::string wallet_time(std::int64_t unix_us);

}  // namespace tollgate::wallet
