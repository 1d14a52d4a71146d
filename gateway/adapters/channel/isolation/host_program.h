// What the gateway and the program tollgate-channel-host agree on beside the frames, and the
// program itself. The gateway never calls run_channel_host.
#pragma once

#include <cstdint>

namespace tollgate::channel {

// Open files of the program: 0 to 2 are /dev/null.
constexpr int kFirstLane = 3;
constexpr int kLanesOfProgram = 4;
constexpr int kLibraryFile = kFirstLane + kLanesOfProgram;
// In place of a signal: the call used up its processor time.
constexpr std::uint64_t kOutOfTime = 1000;

// The whole life of the process: takes its rights away, loads the library and answers until a lane
// closes. Gives the exit status.
int run_channel_host(int argc, char** argv);

}  // namespace tollgate::channel
