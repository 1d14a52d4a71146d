// EdgeStats: the edge's counters at one moment, for /metrics. Plain values.
#pragma once

#include <array>
#include <cstdint>

namespace tollgate::http {

struct EdgeStats {
  // Gauges.
  std::uint64_t open_connections = 0;
  std::uint64_t in_flight = 0;         // requests whose Responder is still out
  std::uint64_t connection_limit = 0;  // the cap in force: option or descriptor limit

  // Counters since start.
  std::uint64_t accepted_connections = 0;
  std::uint64_t refused_connections = 0;            // over the cap
  std::array<std::uint64_t, 6> answers_by_class{};  // [2] counts 2xx, [4] counts 4xx, ...
  std::uint64_t malformed_requests = 0;             // refused before the handler
  std::uint64_t overloaded_requests = 0;            // 503: in-flight limit
  std::uint64_t drained_requests = 0;               // 503: draining
  std::uint64_t head_timeouts = 0;
  std::uint64_t body_timeouts = 0;
  std::uint64_t idle_timeouts = 0;
  std::uint64_t handler_timeouts = 0;
  std::uint64_t write_timeouts = 0;
  std::uint64_t late_answers = 0;        // came after their connection or deadline was gone
  std::uint64_t abandoned_requests = 0;  // Responder dropped without an answer
};

}  // namespace tollgate::http
