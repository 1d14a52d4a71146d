// NearestName: of all names offered, the one a mistyped name most likely meant. Holds views only
// and owns nothing, so that a Lua error may jump over it. One thread at a time.
#pragma once

#include <cstddef>
#include <string_view>

namespace tollgate::lua {

inline constexpr std::size_t kComparedNameBytesMax = 48;  // longer names are not compared

class NearestName {
 public:
  explicit NearestName(std::string_view typed);
  void offer(std::string_view candidate);
  // Empty when nothing offered is close: at most a third of the letters may differ, or the typed
  // name begins the candidate.
  std::string_view best() const { return best_; }

 private:
  std::string_view typed_;
  std::string_view best_;
  std::size_t best_distance_;
};

}  // namespace tollgate::lua
