// tollgate_slow_wallet: the wallet of tests/bench/in_flight/run. At SIGTERM it says in one JSON
// line how many orders it answered and how many of them waited at once.
#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>

#include "tests/bench/in_flight/slow_wallet.h"

namespace {
volatile std::sig_atomic_t stop = 0;
}  // namespace

int main(int argument_count, char** arguments) {
  CLI::App app{"A wallet that takes every order for paid and says so some time later."};
  std::uint16_t port = 0;
  std::uint32_t delay_ms = 0;
  app.add_option("--port", port, "at 127.0.0.1")->required();
  app.add_option("--delay-ms", delay_ms, "from an order to its answer")
      ->check(CLI::Range(0, 60'000))
      ->capture_default_str();
  CLI11_PARSE(app, argument_count, arguments);
  std::signal(SIGTERM, [](int) { stop = 1; });
  auto wallet = tollgate::bench::SlowWallet::listen(port, std::chrono::milliseconds(delay_ms));
  if (!wallet) {
    std::fprintf(stderr, "error: %s\n", wallet.error().message.c_str());
    return 1;
  }
  wallet->run_until(stop);
  std::printf("{\"orders\": %zu, \"waiting_peak\": %zu}\n", wallet->orders(),
              wallet->waiting_peak());
  return 0;
}
