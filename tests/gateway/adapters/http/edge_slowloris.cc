// edge_slowloris --connections N: what N clients that drip one header byte a second cost an
// honest client. Rounds without and with the drippers alternate in one process, so that a noisy
// machine disturbs both alike; prints the median of the rounds' p99 for each and their ratio, and
// exits 1 above --most-ratio.
#include <fmt/format.h>
#include <sys/resource.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

#include "tests/gateway/adapters/http/support/raw_client.h"
#include "tests/gateway/adapters/http/support/test_edge.h"

namespace tollgate::http {
namespace {

using Micros = std::chrono::duration<double, std::micro>;

// N connections in the middle of a request head, each getting one more byte every interval.
class Drippers {
 public:
  Drippers(std::uint16_t port, int connections, std::chrono::milliseconds interval) {
    clients_.reserve(static_cast<std::size_t>(connections));
    for (int i = 0; i < connections; ++i) {
      clients_.emplace_back(port);
      if (!clients_.back().send("GET / HTTP/1.1\r\nHost: a\r\nX: ")) ++failed_;
    }
    thread_ = std::thread([this, interval] { drip(interval); });
  }
  ~Drippers() {
    stopping_ = true;
    thread_.join();
  }
  int failed() const { return failed_; }

 private:
  void drip(std::chrono::milliseconds interval) {
    const auto pause = std::chrono::duration_cast<std::chrono::microseconds>(interval) /
                       static_cast<std::int64_t>(clients_.size());
    auto next = std::chrono::steady_clock::now();
    for (std::size_t i = 0; !stopping_; i = (i + 1) % clients_.size()) {
      std::this_thread::sleep_until(next += pause);
      if (!clients_[i].send("x")) ++failed_;
    }
  }

  std::vector<RawClient> clients_;
  std::atomic<bool> stopping_{false};
  std::atomic<int> failed_{0};
  std::thread thread_;
};

bool measure(RawClient& client, int requests, std::vector<Micros>& into) {
  const std::string request = post("/v1/payments", "{\"amount\":1999,\"currency\":\"EUR\"}");
  for (int i = 0; i < requests; ++i) {
    const auto begun = std::chrono::steady_clock::now();
    if (!client.send(request) || !client.read_answer()) return false;
    into.emplace_back(std::chrono::steady_clock::now() - begun);
  }
  return true;
}

double percentile(std::vector<Micros>& samples, double part) {
  const auto nth =
      samples.begin() + static_cast<std::ptrdiff_t>(part * static_cast<double>(samples.size() - 1));
  std::nth_element(samples.begin(), nth, samples.end());
  return nth->count();
}

// The percentiles of each round, so that a round the machine disturbed weighs as one.
struct Rounds {
  std::vector<Micros> p50;
  std::vector<Micros> p99;

  bool add(RawClient& client, int requests) {
    std::vector<Micros> samples;
    if (!measure(client, requests, samples)) return false;
    p50.emplace_back(percentile(samples, 0.5));
    p99.emplace_back(percentile(samples, 0.99));
    return true;
  }
};

struct Plan {
  int connections = 2000;
  int rounds = 30;
  int requests = 2000;
  int interval_ms = 1000;
  double most_ratio = 2.0;
};

// Which of the two comes first changes from round to round.
bool play(const Plan& plan, Rounds& without, Rounds& with, int& failed_drips) {
  EdgeOptions options;
  options.head_timeout = std::chrono::minutes(5);  // drippers live through their round
  options.idle_timeout = std::chrono::minutes(5);
  TestEdge edge(options, TestEdge::echo, false);
  RawClient honest(edge.port());
  for (int round = 0; round < plan.rounds; ++round) {
    if (round % 2 == 0 && !without.add(honest, plan.requests)) return false;
    {
      const Drippers drippers(edge.port(), plan.connections,
                              std::chrono::milliseconds(plan.interval_ms));
      if (!with.add(honest, plan.requests)) return false;
      failed_drips += drippers.failed();
    }
    const bool all_left = eventually([&] { return edge->stats().open_connections == 1; });
    if (!all_left || (round % 2 == 1 && !without.add(honest, plan.requests))) return false;
  }
  return true;
}

int run(const Plan& plan) {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  if (limit.rlim_max < 2 * static_cast<rlim_t>(plan.connections) + 300) {
    fmt::print(stderr, "The descriptor limit is too low; raise it with ulimit -Hn.\n");
    return 1;
  }
  Rounds without;
  Rounds with;
  int failed_drips = 0;
  if (!play(plan, without, with, failed_drips)) {
    fmt::print(stderr, "The honest client got no answer.\n");
    return 1;
  }
  const double p99_without = percentile(without.p99, 0.5);
  const double p99_with = percentile(with.p99, 0.5);
  const double ratio = p99_with / p99_without;
  fmt::print(
      "connections={} rounds={} requests={} p50_without={:.1f}us p50_with={:.1f}us "
      "p99_without={:.1f}us p99_with={:.1f}us p99_ratio={:.2f} failed_drips={}\n",
      plan.connections, plan.rounds, plan.requests, percentile(without.p50, 0.5),
      percentile(with.p50, 0.5), p99_without, p99_with, ratio, failed_drips);
  return ratio <= plan.most_ratio && failed_drips == 0 ? 0 : 1;
}

}  // namespace
}  // namespace tollgate::http

int main(int argc, char** argv) {
  tollgate::http::Plan plan;
  CLI::App app("Measures what dripping clients cost an honest one.");
  app.add_option("--connections", plan.connections, "dripping connections");
  app.add_option("--rounds", plan.rounds, "pairs of rounds");
  app.add_option("--requests", plan.requests, "honest requests in each round");
  app.add_option("--interval-ms", plan.interval_ms, "time between two bytes of one dripper");
  app.add_option("--most-ratio", plan.most_ratio, "largest p99 ratio that passes");
  CLI11_PARSE(app, argc, argv);
  return tollgate::http::run(plan);
}
