// OrderedReader: reads all streams and gives their events one by one, so that the events of one
// payment come in the order of their versions although they may lie in several streams. It needs
// no timer and cannot wait for ever. Used by one thread.
//
// The rule. Events are read in rounds: `stream_heads` shows every stream at one moment, and the
// round reads up to there. Version 4 of a payment is committed after version 3, so whatever a round
// shows of a payment, it shows all that came before as well. Therefore the first event of a stream
//   - is held back while a lower version of its payment is known to wait in another stream;
//   - is certain if it is version 1, if the version before it was given, or if all other streams
//     are read to the round's end: a lower version that is not among them was given before the
//     cursors, possibly by an earlier process;
//   - is otherwise possible: a lower version could lie behind what was read ahead of a long
//   backlog.
// Certain events go first. When there is none, the possible event that occurred first goes: an
// event whose predecessor hides further back than a whole window of another stream is younger than
// that window's events, so this is right as long as the clocks that stamped them agree better than
// the time a window spans. It matters only for a payment whose earlier events lie in another
// stream, while more than a window per stream is still to be read.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>

#include "gateway/app/ports/event_source.h"

namespace tollgate {

class OrderedReader {
 public:
  // Holds at most window_events events of each stream. The source must outlive the reader.
  OrderedReader(EventSource& source, std::size_t window_events);

  // Forgets everything and begins behind the cursors.
  void reset(const StreamCursors& cursors);

  // The next event, or nothing when every event that is committed now was given. After an error of
  // the source, which is passed on, the call may be repeated: nothing is lost or given twice.
  Result<std::optional<StoredEvent>> next();

 private:
  struct Stream {
    std::uint64_t head = 0;     // the round's end
    std::uint64_t read_to = 0;  // the last number read
    std::deque<StoredEvent> window;
    bool read_to_end() const { return read_to == head; }
  };

  Status begin_round();
  Status fill(std::uint16_t number, Stream& stream);
  std::deque<StoredEvent>* choose();
  bool is_held_back(const Event& event) const;
  bool is_certain(const StoredEvent& event) const;
  StoredEvent take(std::deque<StoredEvent>& window);

  EventSource& source_;
  const std::size_t window_events_;
  std::map<std::uint16_t, Stream> streams_;
  std::set<std::pair<PaymentId, std::uint32_t>> waiting_;  // payment and version in the windows
  // The last version given of recent payments. Forgetting makes an event possible, never wrong.
  std::unordered_map<PaymentId, std::uint32_t> given_;
};

}  // namespace tollgate
