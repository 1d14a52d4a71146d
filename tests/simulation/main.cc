// simulation: runs seeds, or one again. See tests/simulation/README.md.
#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <optional>
#include <string_view>
#include <thread>
#include <vector>

#include "gateway/base/log.h"
#include "tests/simulation/world.h"

namespace tollgate::simulation {
namespace {

struct Arguments {
  std::uint64_t first = 1;
  std::uint64_t seeds = 1000;
  bool one = false;  // --seed: this one, with its story
  int payments = 20;
  Defect defect = Defect::none;
  bool table = true;
  bool all_reached = false;  // fail when a fault, crash or transition never came up
  std::uint64_t failures_most = 10;
  unsigned jobs = std::max(1U, std::thread::hardware_concurrency());
};

thread_local std::uint64_t running_seed = 0;

// A CHECK of the code under test ends the process: say at least which seed it was.
void tell_seed(int) {
  char text[64];
  const int length = std::snprintf(text, sizeof text, "in seed %llu\n",
                                   static_cast<unsigned long long>(running_seed));
  if (length > 0) (void)!::write(STDERR_FILENO, text, static_cast<std::size_t>(length));
  std::signal(SIGABRT, SIG_DFL);
}

template <class T>
bool read_number(std::string_view text, T& into) {
  const auto end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, into);
  return error == std::errc() && stopped == end;
}

std::optional<Arguments> read_arguments(int argc, char** argv) {
  Arguments arguments;
  for (int i = 1; i < argc; ++i) {
    const std::string_view name = argv[i];
    if (name == "--no-table") {
      arguments.table = false;
      continue;
    }
    if (name == "--all-reached") {
      arguments.all_reached = true;
      continue;
    }
    if (i + 1 == argc) return std::nullopt;
    const std::string_view value = argv[++i];
    bool fine = false;
    if (name == "--seeds") fine = read_number(value, arguments.seeds);
    if (name == "--first") fine = read_number(value, arguments.first);
    if (name == "--payments")
      fine = read_number(value, arguments.payments) && arguments.payments > 0;
    if (name == "--jobs") fine = read_number(value, arguments.jobs) && arguments.jobs > 0;
    if (name == "--seed") {
      fine = read_number(value, arguments.first);
      arguments.seeds = 1;
      arguments.one = true;
    }
    if (name == "--defect") {
      const auto defect = defect_named(value);
      fine = defect.has_value();
      if (fine) arguments.defect = *defect;
    }
    if (!fine) return std::nullopt;
  }
  return arguments;
}

double user_seconds() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_utime.tv_sec) +
         static_cast<double>(usage.ru_utime.tv_usec) / 1e6;
}

WorldOptions options_of(const Arguments& arguments, std::uint64_t seed) {
  return {seed, arguments.payments, arguments.defect, false};
}

void tell_failure(const Arguments& arguments, std::uint64_t seed) {
  fmt::print("\nseed {} fails; again: tests/simulation/run --seed {} --payments {}\n{}", seed, seed,
             arguments.payments, explain(options_of(arguments, seed)));
}

// Shares the seeds out to threads. A world knows nothing of its thread, so the order in which they
// end means nothing, and the digest is made not to depend on it.
class Run {
 public:
  explicit Run(const Arguments& arguments) : arguments_(arguments) {}

  void all() {
    std::vector<std::thread> threads;
    for (unsigned i = 1; i < arguments_.jobs && i < arguments_.seeds; ++i)
      threads.emplace_back([this] { some(); });
    some();
    for (auto& thread : threads) thread.join();
  }

  std::uint64_t seeds = 0;
  std::uint64_t payments = 0;
  std::uint64_t steps = 0;
  std::uint64_t failures = 0;
  std::uint64_t digest = 0;
  Coverage coverage;

 private:
  void some() {
    Coverage reached;
    for (auto i = next_++; i < arguments_.seeds && !enough_; i = next_++) {
      running_seed = arguments_.first + i;
      ended(run_world(options_of(arguments_, running_seed), reached));
    }
    const std::lock_guard lock(mutex_);
    coverage.add(reached);
  }

  void ended(const WorldResult& result) {
    const std::lock_guard lock(mutex_);
    ++seeds;
    payments += result.payments;
    steps += result.steps;
    digest += result.digest * (2 * running_seed + 1);
    if (arguments_.one)
      fmt::print("seed {}: digest {:016x}, {} steps\n", running_seed, result.digest, result.steps);
    if (!result.violations.empty()) {
      tell_failure(arguments_, running_seed);
      if (++failures == arguments_.failures_most) enough_ = true;
    }
    if (!arguments_.one && seeds % 100'000 == 0) {
      fmt::print("{} seeds, {} failed\n", seeds, failures);
      std::fflush(stdout);
    }
  }

  const Arguments& arguments_;
  std::atomic<std::uint64_t> next_ = 0;
  std::atomic<bool> enough_ = false;
  std::mutex mutex_;
};

int run(const Arguments& arguments) {
  // Parked operations and breaks are what is made here: their lines would be millions.
  configure_log(static_cast<LogLevel>(static_cast<int>(LogLevel::error) + 1), LogFormat::text);
  std::signal(SIGABRT, tell_seed);
  Run totals(arguments);
  const auto begun = std::chrono::steady_clock::now();
  totals.all();
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
  if (arguments.table && !arguments.one) fmt::print("{}", totals.coverage.table());
  const double user_s = user_seconds();
  fmt::print(
      "{} seeds, {} payments, {} steps, {} failed; digest {:016x}; {:.1f} s, {:.1f} s of "
      "processor: {:.0f} payments a second, {:.0f} a second of processor\n",
      totals.seeds, totals.payments, totals.steps, totals.failures, totals.digest, took.count(),
      user_s, static_cast<double>(totals.payments) / took.count(),
      static_cast<double>(totals.payments) / user_s);
  const auto missing =
      arguments.all_reached ? totals.coverage.missing() : std::vector<std::string>();
  for (const auto& sentence : missing) fmt::print("never reached: {}\n", sentence);
  return totals.failures == 0 && missing.empty() ? 0 : 1;
}

}  // namespace
}  // namespace tollgate::simulation

int main(int argc, char** argv) {
  const auto arguments = tollgate::simulation::read_arguments(argc, argv);
  if (!arguments) {
    fmt::print(
        stderr,
        "usage: simulation [--seeds N] [--first S] [--payments N] [--seed S] [--defect NAME]\n"
        "                  [--all-reached] [--no-table] [--jobs N]\n");
    return 2;
  }
  return tollgate::simulation::run(*arguments);
}
