// edge_churn --requests N: server and clients in one process; prints what happened and exits 1 if
// an answer was wrong, unsolicited or lost, or a connection or request stayed behind.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>

#include "tests/gateway/adapters/http/support/churn.h"
#include "tests/gateway/adapters/http/support/test_edge.h"

int main(int argc, char** argv) {
  using namespace tollgate::http;
  std::int64_t requests = 200'000;
  CLI::App app("Checks that no answer is lost or reaches another client while clients churn.");
  app.add_option("--requests", requests, "requests to send, about");
  CLI11_PARSE(app, argc, argv);

  WorkerPool workers(4);
  Edge edge({}, churn_handler(workers));
  const auto port = edge.start();
  if (!port) {
    fmt::print(stderr, "{} {}\n", port.error().message, port.error().mend);
    return 1;
  }
  const auto begun = std::chrono::steady_clock::now();
  const ChurnReport report = churn(*port, requests);
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
  const bool nothing_left =
      eventually([&] { return edge.stats().in_flight == 0 && edge.stats().open_connections == 0; });
  fmt::print("{} seconds={:.1f} requests_per_second={:.0f} nothing_left={}\n", report.text(),
             seconds, static_cast<double>(report.requests) / seconds, nothing_left);
  return report.flawless() && nothing_left ? 0 : 1;
}
