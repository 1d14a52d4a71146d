// TroubleLog: says that something is wrong when it begins, then at most once a minute while it
// lasts, and once when it is over. Used by one thread.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace tollgate {

class TroubleLog {
 public:
  // Both are whole sentences.
  TroubleLog(std::string_view trouble, std::string_view recovery)
      : trouble_(trouble), recovery_(recovery) {}

  void report(std::string_view reason);
  void over();
  bool in_trouble() const { return last_said_.has_value(); }

 private:
  std::string trouble_;
  std::string recovery_;
  std::optional<std::chrono::steady_clock::time_point> last_said_;
};

}  // namespace tollgate
