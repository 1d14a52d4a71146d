// RequestSource: what the host adds to an account's operations: sequence numbers, the random
// bytes of each operation, and the operations of a connection. Safe from any thread.
#pragma once

#include <cstdint>
#include <string_view>

#include "gateway/adapters/channel/plugin_request.h"
#include "gateway/adapters/channel/sequence_numbers.h"
#include "gateway/base/clock.h"
#include "gateway/base/random.h"
#include "gateway/base/secret.h"

namespace tollgate::channel {

class RequestSource {
 public:
  // `key` makes the random bytes: the same key gives an operation the same bytes after a restart.
  RequestSource(const Clock& clock, Random& random, const Secret& key);

  std::uint64_t next_sequence() { return sequence_.next(std::chrono::steady_clock::now()); }
  // Before the first block it starts at the microsecond of the start: cut to a few digits that is a
  // random point, and it goes on growing over restarts.
  SequenceNumbers& sequence_numbers() { return sequence_; }

  RequestRandom random_of(std::string_view operation_id) const;
  PluginRequest::Session session(SessionOperation operation);

 private:
  const Clock& clock_;
  Random& random_;
  const Secret key_;  // 32 bytes, whatever was given
  SequenceNumbers sequence_;
};

}  // namespace tollgate::channel
