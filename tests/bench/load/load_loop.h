// LoadLoop: drives a Workload over many keep-alive connections with epoll, in the calling thread.
//
//   closed loop  every connection sends its next request as soon as the last one is answered
//   open loop    requests become due at random times (a Poisson process) whatever the answers do,
//                as those of independent payers do; one that finds no free connection waits, and
//                its latency counts from when it was due
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "gateway/base/result.h"
#include "tests/bench/load/connection.h"
#include "tests/bench/load/workload.h"

namespace tollgate::bench {

struct LoadOptions {
  std::string address = "127.0.0.1";  // numeric IPv4
  std::uint16_t port = 0;
  std::size_t connections = 64;
  double rate = 0;                    // requests per second; 0: closed loop
  std::chrono::seconds patience{20};  // without any answer, while one is owed
};

class LoadLoop {
 public:
  // Opens every connection. Error: unavailable.
  static Result<LoadLoop> open(const LoadOptions& options);
  LoadLoop(LoadLoop&& other) noexcept;
  LoadLoop& operator=(LoadLoop&&) = delete;
  ~LoadLoop();

  // Until the workload has no more to send and all is answered or lost. A lost connection is not
  // opened again. Error: deadline_exceeded, unavailable when every connection is lost.
  Status run(Workload& workload);

 private:
  explicit LoadLoop(const LoadOptions& options) : options_(options) {}

  void begin(Instant now);
  void send_due(Workload& workload, Instant now);
  bool send_on(Connection& connection, Workload& workload, Instant started, Instant now);
  void receive(Connection& connection, Workload& workload);
  void drop(Connection& connection, Workload& workload);
  std::chrono::nanoseconds time_to_wait(Instant now) const;

  LoadOptions options_;
  int epoll_ = -1;
  std::vector<Connection> connections_;
  std::vector<std::size_t> idle_;  // indices; the last used first
  std::size_t busy_ = 0;
  std::size_t open_ = 0;
  bool is_finished_ = false;  // the workload has no more
  Instant next_due_;
  std::mt19937_64 arrivals_{1};  // the same arrivals in every run
  std::string request_;
  std::string buffer_ = std::string(std::size_t{64} << 10, '\0');
};

}  // namespace tollgate::bench
