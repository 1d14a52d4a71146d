// simulation: runs seeds, or one again. See tests/simulation/README.md.
#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <charconv>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <string_view>

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
};

std::uint64_t running_seed = 0;

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

struct Totals {
  std::uint64_t seeds = 0;
  std::uint64_t payments = 0;
  std::uint64_t steps = 0;
  std::uint64_t failures = 0;
  std::uint64_t digest = 0;
};

void tell_failure(const Arguments& arguments, std::uint64_t seed) {
  fmt::print("\nseed {} fails; again: tests/simulation/run --seed {} --payments {}\n{}", seed, seed,
             arguments.payments, explain(options_of(arguments, seed)));
}

Totals run_all(const Arguments& arguments, Coverage& coverage) {
  Totals totals;
  for (std::uint64_t i = 0; i < arguments.seeds; ++i) {
    running_seed = arguments.first + i;
    const WorldResult result = run_world(options_of(arguments, running_seed), coverage);
    ++totals.seeds;
    totals.payments += result.payments;
    totals.steps += result.steps;
    totals.digest = totals.digest * 31 + result.digest;
    if (arguments.one)
      fmt::print("seed {}: digest {:016x}, {} steps\n", running_seed, result.digest, result.steps);
    if (!result.violations.empty()) {
      tell_failure(arguments, running_seed);
      if (++totals.failures == arguments.failures_most) break;
    }
    if (!arguments.one && totals.seeds % 100'000 == 0) {
      fmt::print("{} seeds, {} failed\n", totals.seeds, totals.failures);
      std::fflush(stdout);
    }
  }
  return totals;
}

int run(const Arguments& arguments) {
  // Parked operations and breaks are what is made here: their lines would be millions.
  configure_log(static_cast<LogLevel>(static_cast<int>(LogLevel::error) + 1), LogFormat::text);
  std::signal(SIGABRT, tell_seed);
  Coverage coverage;
  const auto begun = std::chrono::steady_clock::now();
  const Totals totals = run_all(arguments, coverage);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
  if (arguments.table && !arguments.one) fmt::print("{}", coverage.table());
  const double user_s = user_seconds();
  fmt::print(
      "{} seeds, {} payments, {} steps, {} failed; digest {:016x}; {:.1f} s, {:.1f} s of "
      "processor: "
      "{:.0f} payments a second, {:.0f} a second of processor\n",
      totals.seeds, totals.payments, totals.steps, totals.failures, totals.digest, took.count(),
      user_s, static_cast<double>(totals.payments) / took.count(),
      static_cast<double>(totals.payments) / user_s);
  const auto missing = arguments.all_reached ? coverage.missing() : std::vector<std::string>();
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
        "                  [--all-reached] [--no-table]\n");
    return 2;
  }
  return tollgate::simulation::run(*arguments);
}
