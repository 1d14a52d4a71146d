#include "gateway/base/failpoint.h"

#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <thread>

namespace tollgate {
namespace {

constexpr std::uint64_t kPauseMillisecondsMax = 60'000;

struct Order {
  std::uint64_t at = 1;  // the time of being there at which it is carried out
  std::optional<std::chrono::milliseconds> pause;  // none: the process is killed
};

// Written while nobody else is at a failpoint; after that only `times` changes.
struct Armed {
  Order order;
  std::atomic<std::uint64_t> times{0};
};
std::map<std::string_view, Armed> armed_points;

Error bad_order(std::string_view order, std::string_view why) {
  return {ErrorCode::invalid_argument, fmt::format("The failpoint order \"{}\" {}.", order, why),
          "Write name=kill@N or name=pause:MS@N; `tollgate failpoints` lists the names."};
}

std::optional<std::uint64_t> number_of(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failed != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

Status take_order(std::string_view text, std::map<std::string_view, Order>& orders) {
  const auto equals = text.find('=');
  if (equals == std::string_view::npos) return bad_order(text, "says nothing to do");
  const auto points = all_failpoints();
  const auto point = std::find_if(points.begin(), points.end(), [&](const FailpointInfo& info) {
    return info.name == text.substr(0, equals);
  });
  if (point == points.end()) return bad_order(text, "names no failpoint");

  std::string_view action = text.substr(equals + 1);
  Order order;
  if (const auto mark = action.find('@'); mark != std::string_view::npos) {
    const auto at = number_of(action.substr(mark + 1));
    if (!at || *at == 0) return bad_order(text, "has no whole number above 0 behind its @");
    order.at = *at;
    action = action.substr(0, mark);
  }
  constexpr std::string_view kPause = "pause:";
  if (action.starts_with(kPause)) {
    const auto pause = number_of(action.substr(kPause.size()));
    if (!pause || *pause > kPauseMillisecondsMax)
      return bad_order(text, "does not pause for 0 to 60000 milliseconds");
    order.pause = std::chrono::milliseconds(*pause);
  } else if (action != "kill") {
    return bad_order(text, "is neither kill nor pause:MS");
  }
  orders[point->name] = order;
  return ok_status();
}

// Only what is safe at any moment of any thread: no allocation, no lock, no log.
void say(std::string_view name) {
  std::array<char, 128> line{};
  const auto end = fmt::format_to_n(line.data(), line.size(), "failpoint {} reached\n", name).out;
  [[maybe_unused]] const auto written =
      ::write(STDERR_FILENO, line.data(), static_cast<std::size_t>(end - line.data()));
}

}  // namespace

Status arm_failpoints(std::string_view orders) {
  std::map<std::string_view, Order> taken;
  while (!orders.empty()) {
    const auto comma = std::min(orders.find(','), orders.size());
    Status understood = take_order(orders.substr(0, comma), taken);
    if (!understood.ok()) return understood;
    orders.remove_prefix(std::min(comma + 1, orders.size()));
  }
  armed_points.clear();
  for (const auto& [name, order] : taken) armed_points[name].order = order;
  failpoint_detail::any_armed.store(!armed_points.empty(), std::memory_order_release);
  return ok_status();
}

void failpoint_detail::reach(std::string_view name) {
  const auto armed = armed_points.find(name);
  if (armed == armed_points.end()) return;
  auto& [order, times] = armed->second;
  if (times.fetch_add(1, std::memory_order_relaxed) + 1 != order.at) return;
  say(name);
  if (order.pause) return std::this_thread::sleep_for(*order.pause);
  ::kill(::getpid(), SIGKILL);
  for (;;) ::pause();  // the signal is on its way: nothing more happens in this thread
}

}  // namespace tollgate
