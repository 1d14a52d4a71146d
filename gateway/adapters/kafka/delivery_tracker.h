// DeliveryTracker: which events the broker has confirmed, and so from where to go on after a crash:
// for each stream the highest number up to which every event is confirmed. Confirmations may come
// in any order. Not safe from several threads.
//
//   number     41 42 43 44 45 46        cursor 42: 43 is open, though 44 is confirmed
//   confirmed   x  x  .  x  .  .
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>

#include "gateway/app/ports/event_source.h"

namespace tollgate {

class DeliveryTracker {
 public:
  explicit DeliveryTracker(StreamCursors start = {}) : cursors_(std::move(start)) {}

  // Each stream's events are handed over in the order of their numbers, each once.
  void handed_over(std::uint16_t stream, std::uint64_t number);
  void confirmed(std::uint16_t stream, std::uint64_t number);

  // A stream of which nothing was ever confirmed is not among them: its cursor is 0.
  const StreamCursors& cursors() const { return cursors_; }
  std::uint64_t cursor_of(std::uint16_t stream) const;
  // Events that were handed over and are not below a cursor.
  std::size_t open_events() const { return open_events_; }

 private:
  StreamCursors cursors_;
  std::map<std::uint16_t, std::deque<bool>> open_;  // [0] belongs to number cursor + 1
  std::size_t open_events_ = 0;
};

}  // namespace tollgate
