// EventSource: what a follower reads. The calls block; a follower makes them from its own thread.
#pragma once

#include <cstdint>
#include <map>
#include <string_view>
#include <vector>

#include "gateway/base/result.h"
#include "gateway/payment/event.h"

namespace tollgate {

using StreamCursors = std::map<std::uint16_t, std::uint64_t>;  // stream -> last number handled

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
  virtual Status save_cursors(std::string_view follower, const StreamCursors& cursors) = 0;
};

}  // namespace tollgate
