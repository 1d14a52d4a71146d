// EventSource: what a follower reads. The calls block; a follower makes them from its own thread.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/clock.h"
#include "gateway/base/result.h"
#include "gateway/payment/event.h"

namespace tollgate {

using StreamCursors = std::map<std::uint16_t, std::uint64_t>;  // stream -> last number handled

// The right to run a follower, for whoever holds its newest epoch (see app/follower_lease.h, which
// followers use instead of the calls below).
struct FollowerEpoch {
  std::string follower;
  std::uint64_t epoch = 0;
};

class EventSource {
 public:
  virtual ~EventSource() = default;

  // The streams that have or may get events, each with the highest number committed: one
  // consistent look, so that whatever it shows of a payment, it shows all that came before.
  virtual Result<StreamCursors> stream_heads() = 0;
  // Committed events with number > after, in order, at most limit, without a gap.
  virtual Result<std::vector<StoredEvent>> read_events(std::uint16_t stream, std::uint64_t after,
                                                       std::size_t limit) = 0;
  virtual Result<StreamCursors> load_cursors(std::string_view follower) = 0;
  // Fenced: conflict, and nothing is stored, when a newer epoch than `held` exists.
  virtual Status save_cursors(const FollowerEpoch& held, const StreamCursors& cursors) = 0;

  // Takes a follower that nobody holds, or `owner` itself: a new epoch, until `lease` from now by
  // the store's own clock. Nothing when somebody else holds it.
  virtual Result<std::optional<FollowerEpoch>> claim_follower(std::string_view follower,
                                                              std::string_view owner,
                                                              Duration lease) = 0;
  // Until `lease` from now, also when it had run out and nobody came. False: a newer epoch exists.
  virtual Result<bool> extend_follower(const FollowerEpoch& held, Duration lease) = 0;
  // Lets the next one have it at once. Without effect when a newer epoch exists.
  virtual Status release_follower(const FollowerEpoch& held) = 0;
};

}  // namespace tollgate
