// What isolation = "process" adds to an operation: the same plugin, in this process and in its own,
// in turns. An operation is a begin, a message that is answered at once, and a resume, so two calls
// of the plugin. Prints one JSON object a line:
//   {"bench": "isolation_added_p99", "value": 85.2, "unit": "us", "ratio": 21.3, "against":
//   "in_process"}
// `_paced`: one operation a millisecond, so that the plugin's process sleeps in between.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <thread>
#include <vector>

#include "gateway/adapters/channel/operation_driver.h"
#include "tests/gateway/adapters/channel/channel_test_support.h"

namespace tollgate::channel {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr int kOperations = 5000;
constexpr int kRounds = 4;
constexpr int kWarmUp = 200;

double micros_of_one(const PluginChannel& channel) {
  const ChannelCall call = make_sale("send;approve");
  ScriptedWire wire({WireStatus::ok});
  const PluginRequest request(channel, call, RequestRandom{});
  const auto begun = SteadyClock::now();
  const Outcome outcome = run(drive_operation(channel, wire, request, {}));
  const auto took = SteadyClock::now() - begun;
  if (outcome.kind != OutcomeKind::approved) {
    std::fputs("an operation was not approved\n", stderr);
    std::exit(1);
  }
  return std::chrono::duration<double, std::micro>(took).count();
}

void measure(const PluginChannel& channel, std::chrono::microseconds pause,
             std::vector<double>& into) {
  for (int i = 0; i < kWarmUp; ++i) micros_of_one(channel);
  for (int i = 0; i < kOperations / kRounds; ++i) {
    if (pause.count() > 0) std::this_thread::sleep_for(pause);
    into.push_back(micros_of_one(channel));
  }
}

double quantile(std::vector<double>& values, double share) {
  std::sort(values.begin(), values.end());
  return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))];
}

void compare(const PluginChannel& here, const PluginChannel& there, std::chrono::microseconds pause,
             std::string_view suffix) {
  std::vector<double> in_process;
  std::vector<double> isolated;
  for (int round = 0; round < kRounds; ++round) {
    measure(here, pause, in_process);
    measure(there, pause, isolated);
  }
  for (const auto& [name, share] : {std::pair{"p50", 0.5}, std::pair{"p99", 0.99}}) {
    const double without = quantile(in_process, share);
    const double with = quantile(isolated, share);
    fmt::print(
        "{{\"bench\": \"isolation_added_{}{}\", \"value\": {:.1f}, \"unit\": \"us\", "
        "\"ratio\": {:.1f}, \"against\": \"in_process\"}}\n",
        name, suffix, with - without, with / without);
  }
}

}  // namespace
}  // namespace tollgate::channel

int main() {
  using namespace tollgate::channel;
  auto account = make_account("scripted");
  const auto here = make_channel(account);
  account.isolated = true;
  const auto there = make_channel(account);
  compare(*here, *there, std::chrono::microseconds(0), "");
  compare(*here, *there, std::chrono::microseconds(1000), "_paced");
}
