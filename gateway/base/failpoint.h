// Failpoints: named places where the process can be made to die or to stand still, to prove that
// nothing is lost there. They are off, and cost one relaxed load each, unless orders are given when
// the process starts:
//
//   TOLLGATE_FAILPOINTS="carry_out_after_execute=kill@7"        SIGKILL at the 7th time it is there
//   TOLLGATE_FAILPOINTS="commit_queued=pause:200,relay_before_save=kill@2"
//
// Never set it where payments are real. Safe from any thread.
#pragma once

#include <atomic>
#include <span>
#include <string_view>

#include "gateway/base/result.h"

namespace tollgate {

struct FailpointInfo {
  std::string_view name;   // as orders name it
  std::string_view place;  // a sentence: what is done there and what is not
};

// All there are: failpoint_list.cc.
std::span<const FailpointInfo> all_failpoints();

// Takes orders: "name=kill", "name=kill@N" or "name=pause:MS@N", separated by commas; without @N it
// is the first time. An order is carried out once. Replaces earlier orders; empty: none. Call it
// while no other thread is at a failpoint. Error: invalid_argument, and the orders stay as they
// were.
Status arm_failpoints(std::string_view orders);

namespace failpoint_detail {
inline std::atomic<bool> any_armed{false};
void reach(std::string_view name);
}  // namespace failpoint_detail

// The process is at this place.
inline void failpoint(std::string_view name) {
  if (failpoint_detail::any_armed.load(std::memory_order_relaxed)) [[unlikely]]
    failpoint_detail::reach(name);
}

}  // namespace tollgate
