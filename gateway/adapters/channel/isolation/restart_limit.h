// RestartLimit: how long a plugin's process stays away after its death. The first deaths cost a
// restart at once; when they come often it stays away, each time longer. Not thread-safe.
#pragma once

#include <algorithm>
#include <chrono>
#include <deque>
#include <utility>

namespace tollgate::channel {

class RestartLimit {
 public:
  using Time = std::chrono::steady_clock::time_point;
  static constexpr std::size_t kDeathsMax = 3;  // within the window: then it stays away
  static constexpr std::chrono::milliseconds kWindow{10'000};
  static constexpr std::chrono::milliseconds kFirstPause{5'000};
  static constexpr std::chrono::milliseconds kLongestPause{60'000};

  // Of a process that has died now. Zero: start it again at once.
  std::chrono::milliseconds pause_after_death(Time now) {
    if (!deaths_.empty() && now - deaths_.back() > kWindow + kLongestPause) pause_ = kFirstPause;
    deaths_.push_back(now);
    while (now - deaths_.front() > kWindow) deaths_.pop_front();
    if (deaths_.size() < kDeathsMax) return std::chrono::milliseconds(0);
    while (deaths_.size() >= kDeathsMax) deaths_.pop_front();
    return std::exchange(pause_, std::min(2 * pause_, kLongestPause));
  }

 private:
  std::deque<Time> deaths_;
  std::chrono::milliseconds pause_ = kFirstPause;
};

}  // namespace tollgate::channel
