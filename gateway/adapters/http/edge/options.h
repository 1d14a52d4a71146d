// EdgeOptions: every limit and deadline of the HTTP edge. Plain values.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "gateway/base/clock.h"
#include "gateway/base/random.h"

namespace tollgate::http {

struct EdgeOptions {
  std::string address = "127.0.0.1";  // numeric IPv4 or IPv6: "0.0.0.0", "::", "::1"
  std::uint16_t port = 0;             // 0: the system chooses

  std::size_t max_head_bytes = 16'384;         // request line and header fields
  std::size_t max_body_bytes = 65'536;         // after removing the chunked coding
  std::size_t max_headers = 100;               //
  std::size_t max_response_bytes = 1'048'576;  // a handler's larger body becomes a 500
  std::size_t max_pipelined_bytes = 81'920;    // read ahead of the request in flight
  std::size_t max_connections = 8192;          // also kept below the descriptor limit
  std::size_t max_in_flight = 8192;            // requests given to the handler, not yet answered

  // Each holds for every request of a connection.
  std::chrono::milliseconds head_timeout{10'000};     // first byte to end of head; then 408
  std::chrono::milliseconds body_timeout{15'000};     // end of head to end of body; then 408
  std::chrono::milliseconds idle_timeout{60'000};     // between requests; then a silent close
  std::chrono::milliseconds handler_timeout{30'000};  // handler called to answered; then 503
  std::chrono::milliseconds write_timeout{20'000};    // for a client to take one answer
  std::chrono::milliseconds linger_timeout{2'000};    // for a client to read the last answer

  // Its thread runs before all others (SCHED_RR), so that refusals and health checks are prompt on
  // a machine that is short of processors. Unset: where the system allows it and there is a second
  // processor. True: a warning says so where the system refuses.
  std::optional<bool> realtime;

  int retry_after_s = 1;  // told with every 503 of the edge's own
  int backlog = 1024;     // connections waiting for accept
  int send_buffer_bytes = 262'144;

  // Must outlive the edge; null stands for the system's. Deadlines use the monotonic clock that
  // the kernel's timers use.
  const Clock* clock = nullptr;
  Random* random = nullptr;
};

}  // namespace tollgate::http
