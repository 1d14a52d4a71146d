// RequestSource: what the host adds to an account's operations: sequence numbers, the random
// bytes of each operation, and the operations of a connection. Safe from any thread.
#pragma once

#include <atomic>
#include <cstdint>
#include <string_view>

#include "gateway/adapters/channel/plugin_request.h"
#include "gateway/base/clock.h"
#include "gateway/base/random.h"
#include "gateway/base/secret.h"

namespace tollgate::channel {

class RequestSource {
 public:
  // `key` makes the random bytes: the same key gives an operation the same bytes after a restart.
  RequestSource(const Clock& clock, Random& random, const Secret& key);

  // Starts at the microsecond of the start: cut to a few digits that is a random point, and it
  // goes on growing over restarts as long as there is less than one operation a microsecond.
  std::uint64_t next_sequence() { return sequence_.fetch_add(1, std::memory_order_relaxed); }

  RequestRandom random_of(std::string_view operation_id) const;
  PluginRequest::Session session(SessionOperation operation);

 private:
  const Clock& clock_;
  Random& random_;
  const Secret key_;  // 32 bytes, whatever was given
  std::atomic<std::uint64_t> sequence_;
};

}  // namespace tollgate::channel
