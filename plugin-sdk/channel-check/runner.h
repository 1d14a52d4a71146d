// Runs a check in a child process: whatever the plugin does there ends there.
#pragma once

#include <chrono>

#include "plugin-sdk/channel-check/check.h"

namespace tollgate::kit {

struct Run {
  Verdict verdict;
  std::chrono::milliseconds took{0};
};

// Ends the child after `limit`. What a plugin prints in the child is thrown away, but for its last
// words before a crash.
Run run_check(const Check& check, const Options& options, std::chrono::milliseconds limit);

}  // namespace tollgate::kit
