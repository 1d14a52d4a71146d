// mysql_bench: durable payments a second through MySqlStore: for each payment an "intent" and a
// "result" commit, by a number of coroutines at once. One JSON object a line.
//
//   mysql_bench [seconds [writers [coroutines…]]]
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <utility>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include "gateway/adapters/mysql/mysql_store.h"
#include "tests/gateway/adapters/mysql/measuring.h"
#include "tests/gateway/adapters/mysql/private_server.h"
#include "tests/gateway/adapters/sample_changes.h"

namespace tollgate::mysql {
namespace {

using SteadyClock = std::chrono::steady_clock;

struct Load {
  MySqlStore& store;
  SteadyClock::time_point warm_until;
  SteadyClock::time_point end;
  std::vector<float> latencies_ms;  // of both commits of a payment
  std::uint64_t failures = 0;
};

Task<void> pay_until_end(Load& load, test::SampleMaker& make) {
  for (;;) {
    const auto begin = SteadyClock::now();
    if (begin >= load.end) co_return;
    const Change intent = make.intent();
    const CommitOutcome first = co_await load.store.commit(intent);
    Change result = make.result_of(intent);
    const CommitOutcome second = co_await load.store.commit(std::move(result));
    if (first.status != CommitStatus::committed || second.status != CommitStatus::committed)
      ++load.failures;
    if (begin < load.warm_until) continue;
    const std::chrono::duration<float, std::milli> took = SteadyClock::now() - begin;
    load.latencies_ms.push_back(took.count());
  }
}

void measure(test::PrivateServer& server, std::size_t writers, std::size_t coroutines,
             std::chrono::seconds duration) {
  StoreOptions options;
  options.connection = server.connection_options();
  options.writers = writers;
  MySqlStore store(options);
  SystemRandom random;
  test::SampleMaker make(random);
  boost::asio::io_context context(1);
  const auto warm_until = SteadyClock::now() + std::chrono::seconds(1);
  Load load{store, warm_until, warm_until + duration, {}, 0};
  for (std::size_t i = 0; i < coroutines; ++i)
    boost::asio::co_spawn(context, pay_until_end(load, make), boost::asio::detached);
  while (SteadyClock::now() < warm_until) context.run_one();
  const double own_before = test::own_cpu_seconds();
  const double server_before = test::cpu_seconds_of(server.pid());
  const auto before = store.statistics();
  context.run();
  const double own = test::own_cpu_seconds() - own_before;
  const double of_server = test::cpu_seconds_of(server.pid()) - server_before;
  const auto after = store.statistics();

  auto& latencies = load.latencies_ms;
  std::sort(latencies.begin(), latencies.end());
  const auto payments = static_cast<double>(latencies.size());
  const auto batches = static_cast<double>(after.batches - before.batches);
  fmt::print(
      R"({{"bench":"mysql_store","writers":{},"coroutines":{},"value":{:.0f},"unit":"payments/s",)"
      R"("p50_ms":{:.2f},"p99_ms":{:.2f},"client_cpu_us":{:.1f},"server_cpu_us":{:.1f},)"
      R"("changes_per_commit":{:.1f},"rows_per_commit":{:.1f},"redone":{},"failures":{}}})"
      "\n",
      writers, coroutines, payments / std::chrono::duration<double>(duration).count(),
      test::share_of(latencies, 0.5), test::share_of(latencies, 0.99), own / payments * 1e6,
      of_server / payments * 1e6, static_cast<double>(after.changes - before.changes) / batches,
      static_cast<double>(after.rows - before.rows) / batches, after.redone - before.redone,
      load.failures);
  std::fflush(stdout);
}

int run(int argc, char** argv) {
  const std::chrono::seconds duration(argc > 1 ? std::atoi(argv[1]) : 5);
  std::vector<std::size_t> coroutines;
  const std::size_t writers = argc > 2 ? std::strtoul(argv[2], nullptr, 10) : 2;
  for (int i = 3; i < argc; ++i) coroutines.push_back(std::strtoul(argv[i], nullptr, 10));
  if (coroutines.empty()) coroutines = {1, 16, 64, 256};
  test::PrivateServer server(test::bench_server_arguments());
  for (const std::size_t count : coroutines) measure(server, writers, count, duration);
  return 0;
}

}  // namespace
}  // namespace tollgate::mysql

int main(int argc, char** argv) { return tollgate::mysql::run(argc, argv); }
