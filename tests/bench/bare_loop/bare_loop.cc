// bare_loop: how many durable payments a second a plain client gets out of a database: one
// transaction for each phase, on a number of connections. One JSON object a line.
//
//   bare_loop [--seconds N] [--socket PATH --user NAME --schema NAME --server-pid PID]
//             [connections…]
//
// Without --socket it starts a private MariaDB with the settings of mysql_bench.
#include <cppconn/exception.h>
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <optional>
#include <thread>
#include <vector>

#include "gateway/adapters/mysql/connection.h"
#include "gateway/adapters/mysql/migrations.h"
#include "tests/bench/bare_loop/bare_client.h"
#include "tests/gateway/adapters/mysql/measuring.h"
#include "tests/gateway/adapters/mysql/private_server.h"
#include "tests/gateway/adapters/sample_changes.h"

namespace tollgate::bench {
namespace {

using SteadyClock = std::chrono::steady_clock;
using test::share_of;

// The streams of the gateway's writers are far below.
constexpr std::uint16_t kFirstStream = 40'000;

struct Arguments {
  int seconds = 5;
  std::string socket;
  std::string user = "root";
  std::string schema = "tollgate";
  pid_t server_pid = 0;
  std::vector<int> connections = {4, 8, 16};
};

struct Gate {
  std::atomic<int> ready{0};
  std::atomic<bool> measuring{false};
  std::atomic<bool> ended{false};
};

std::vector<float> pay(const mysql::ConnectionOptions& options, std::uint16_t stream, Gate& gate) {
  const mysql::ThreadRegistration registration;
  SystemRandom random;
  test::SampleMaker make(random);
  BareClient client(options, stream);
  std::vector<float> latencies_ms;
  ++gate.ready;
  while (!gate.ended) {
    const auto begin = SteadyClock::now();
    const bool counts = gate.measuring;
    const Change intent = make.intent();
    client.write_intent(intent);
    client.write_result(intent, make.result_of(intent));
    const std::chrono::duration<float, std::milli> took = SteadyClock::now() - begin;
    if (counts) latencies_ms.push_back(took.count());
  }
  return latencies_ms;
}

void measure(const mysql::ConnectionOptions& options, pid_t server_pid, int connections,
             int seconds, std::uint16_t& next_stream) {
  Gate gate;
  std::vector<std::vector<float>> latencies(static_cast<std::size_t>(connections));
  std::vector<std::thread> threads;
  for (auto& of_thread : latencies)
    threads.emplace_back([&options, &gate, &of_thread, stream = next_stream++] {
      of_thread = pay(options, stream, gate);
    });
  while (gate.ready < connections) std::this_thread::yield();
  std::this_thread::sleep_for(std::chrono::seconds(1));  // warm: plans, pages, connections
  const double own_before = test::own_cpu_seconds();
  const double server_before = test::cpu_seconds_of(server_pid);
  gate.measuring = true;
  const auto begin = SteadyClock::now();
  std::this_thread::sleep_for(std::chrono::seconds(seconds));
  gate.measuring = false;
  const double elapsed = std::chrono::duration<double>(SteadyClock::now() - begin).count();
  const double own = test::own_cpu_seconds() - own_before;
  const double of_server = test::cpu_seconds_of(server_pid) - server_before;
  gate.ended = true;
  for (std::thread& thread : threads) thread.join();

  std::vector<float> all;
  for (const auto& of_thread : latencies) all.insert(all.end(), of_thread.begin(), of_thread.end());
  std::sort(all.begin(), all.end());
  const auto payments = static_cast<double>(all.size());
  fmt::print(
      R"({{"bench":"bare_loop","connections":{},"value":{:.0f},"unit":"payments/s","p50_ms":{:.2f},)"
      R"("p99_ms":{:.2f},"client_cpu_us":{:.1f},"server_cpu_us":{:.1f}}})"
      "\n",
      connections, payments / elapsed, share_of(all, 0.5), share_of(all, 0.99),
      own / payments * 1e6, of_server / payments * 1e6);
  std::fflush(stdout);
}

int run(const Arguments& arguments) {
  std::optional<test::PrivateServer> server;
  mysql::ConnectionOptions options;
  pid_t server_pid = arguments.server_pid;
  if (arguments.socket.empty()) {
    server.emplace(test::bench_server_arguments());
    options = server->connection_options();
    server_pid = server->pid();
  } else {
    options.socket = arguments.socket;
    options.user = arguments.user;
    options.schema = arguments.schema;
    if (const Status migrated = mysql::migrate(options); !migrated) {
      fmt::print(stderr, "{}\n", migrated.error().message);
      return 1;
    }
  }
  std::uint16_t next_stream = kFirstStream;
  for (const int connections : arguments.connections)
    measure(options, server_pid, connections, arguments.seconds, next_stream);
  return 0;
}

}  // namespace
}  // namespace tollgate::bench

int main(int argc, char** argv) {
  tollgate::bench::Arguments arguments;
  CLI::App app("Measures a plain client: one transaction for each phase of a payment.");
  app.add_option("--seconds", arguments.seconds, "to measure, after one to warm up");
  app.add_option("--socket", arguments.socket, "of a running server; empty: a private one");
  app.add_option("--user", arguments.user, "of that server");
  app.add_option("--schema", arguments.schema, "of that server; created if it is missing");
  app.add_option("--server-pid", arguments.server_pid, "to count its CPU time; 0: not counted");
  app.add_option("connections", arguments.connections, "each measured in turn");
  CLI11_PARSE(app, argc, argv);
  try {
    return tollgate::bench::run(arguments);
  } catch (const sql::SQLException& exception) {
    fmt::print(stderr, "bare_loop: {}\n", exception.what());
    return 1;
  }
}
