// Trace: what names a message to the acquirer, derived from the request alone. The same operation
// has the same trace in every attempt and after every restart, also when no answer ever came.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tollgate::card {

struct Trace {
  std::string transmission_time;    // element 7: MMDDhhmmss, UTC
  std::string audit_number;         // element 11: 000001 .. 999999
  std::string retrieval_reference;  // element 37: twelve digits of the sequence
  std::string time;                 // element 12: hhmmss, UTC
  std::string date;                 // element 13: MMDD, UTC
};

// `time_unix_us` not before 1970. With elements 7 and 11 together two operations of one channel
// account collide only when a million of them fall into one second.
Trace make_trace(std::int64_t time_unix_us, std::uint64_t sequence);

// The last `width` decimal digits of `number`, with zeros in front.
std::string digits(std::uint64_t number, std::size_t width);

}  // namespace tollgate::card
