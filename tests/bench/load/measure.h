// The two things tollgate_load does with a gateway: measure it, and wait for its first payment.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "tests/bench/load/load_loop.h"
#include "tests/bench/load/request_writer.h"

namespace tollgate::bench {

struct MeasureOptions {
  LoadOptions load;
  std::size_t cards = 2000;
  double warmup_s = 2;
  double seconds = 10;
  std::map<std::string, std::int64_t> processes;  // name -> pid, whose processor time is told
};

// Makes the cards, pays, and prints the report. The value: whether every answer was a payment that
// succeeded and no two were the same. Error: nothing could be measured to the end.
Result<bool> measure(const MeasureOptions& options, RequestWriter& writer);

// Tries to make one card token and pay with it until that succeeds, and prints
// {"accepted_at_us": …}, microseconds since 1970. Error: deadline_exceeded after a minute.
Status await_first_payment(const LoadOptions& options, RequestWriter& writer);

}  // namespace tollgate::bench
