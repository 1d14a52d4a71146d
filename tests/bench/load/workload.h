// Workload: what a LoadLoop sends and what becomes of the answers. Called by the loop's one thread.
#pragma once

#include <chrono>
#include <string>

#include "tests/bench/load/answer_reader.h"

namespace tollgate::bench {

using Instant = std::chrono::steady_clock::time_point;

class Workload {
 public:
  virtual ~Workload() = default;
  // Appends the next request, whole; false when no more is to be sent.
  virtual bool next(std::string& out, Instant now) = 0;
  // `started` is when the request was due: what it waited for a free connection counts.
  virtual void answered(const Answer& answer, Instant started, Instant now) = 0;
  // The connection ended, or what came back was not HTTP, with a request in flight.
  virtual void lost() = 0;
};

}  // namespace tollgate::bench
