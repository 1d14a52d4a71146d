#include "gateway/adapters/kafka/ordered_reader.h"

#include <string>
#include <tuple>

#include "gateway/base/check.h"

namespace tollgate {
namespace {

constexpr std::size_t kRememberedPayments = 50'000;  // about 3 MB

}  // namespace

OrderedReader::OrderedReader(EventSource& source, std::size_t window_events)
    : source_(source), window_events_(window_events) {
  CHECK(window_events >= 1);
}

void OrderedReader::reset(const StreamCursors& cursors) {
  streams_.clear();
  waiting_.clear();
  given_.clear();
  for (const auto& [number, cursor] : cursors) {
    streams_[number].head = cursor;
    streams_[number].read_to = cursor;
  }
}

Result<std::optional<StoredEvent>> OrderedReader::next() {
  bool round_is_over = true;
  for (const auto& [number, stream] : streams_)
    round_is_over = round_is_over && stream.window.empty() && stream.read_to_end();
  if (round_is_over) {
    if (auto begun = begin_round(); !begun.ok()) return std::move(begun).error();
  }
  for (auto& [number, stream] : streams_) {
    if (auto filled = fill(number, stream); !filled.ok()) return std::move(filled).error();
  }
  auto* const window = choose();
  if (window == nullptr) return std::optional<StoredEvent>();
  return std::optional<StoredEvent>(take(*window));
}

Status OrderedReader::begin_round() {
  auto heads = source_.stream_heads();
  if (!heads.ok()) return std::move(heads).error();
  for (const auto& [number, head] : *heads) {
    auto& stream = streams_[number];
    if (head < stream.read_to)
      return Error{ErrorCode::internal,
                   "Event stream " + std::to_string(number) + " ends at " + std::to_string(head) +
                       ", before the position " + std::to_string(stream.read_to) +
                       " that was already handled.",
                   "Was the database restored from a backup? Correct the follower's position."};
    stream.head = head;
  }
  return ok_status();
}

// Reads on when less than half a window is left, so that a look ahead never becomes a short one.
Status OrderedReader::fill(std::uint16_t number, Stream& stream) {
  if (stream.read_to_end() || stream.window.size() > window_events_ / 2) return ok_status();
  const auto room = window_events_ - stream.window.size();
  const auto limit = std::min<std::uint64_t>(room, stream.head - stream.read_to);
  auto events = source_.read_events(number, stream.read_to, limit);
  if (!events.ok()) return std::move(events).error();
  std::uint64_t expected = stream.read_to;
  for (const auto& event : *events)
    if (event.stream != number || event.number != ++expected) break;
  if (events->empty() || events->size() > limit || expected != stream.read_to + events->size())
    return Error{ErrorCode::internal,
                 "Event " + std::to_string(expected) + " of stream " + std::to_string(number) +
                     " is missing though the stream ends at " + std::to_string(stream.head) + "."};
  for (auto& event : *events) {
    waiting_.emplace(event.event.payment_id, event.event.version);
    stream.window.push_back(std::move(event));
  }
  stream.read_to = expected;
  return ok_status();
}

// The window whose first event goes next; null when all are empty.
std::deque<StoredEvent>* OrderedReader::choose() {
  using Rank = std::tuple<bool, bool, Timestamp>;  // the least goes first
  std::optional<Rank> best;
  std::deque<StoredEvent>* chosen = nullptr;
  for (auto& [number, stream] : streams_) {
    if (stream.window.empty()) continue;
    const auto& first = stream.window.front();
    // All held back at once would need versions that were committed out of order. Even then the
    // oldest goes: to stop would help nobody.
    const Rank rank{is_held_back(first.event), !is_certain(first), first.event.occurred_at};
    if (best && *best <= rank) continue;
    best = rank;
    chosen = &stream.window;
  }
  return chosen;
}

bool OrderedReader::is_held_back(const Event& event) const {
  const auto lowest = waiting_.lower_bound({event.payment_id, 0});
  CHECK(lowest != waiting_.end());
  return lowest->second < event.version;
}

bool OrderedReader::is_certain(const StoredEvent& event) const {
  if (event.event.version <= 1) return true;
  const auto given = given_.find(event.event.payment_id);
  if (given != given_.end() && given->second + 1 >= event.event.version) return true;
  for (const auto& [number, stream] : streams_)
    if (number != event.stream && !stream.read_to_end()) return false;
  return true;
}

StoredEvent OrderedReader::take(std::deque<StoredEvent>& window) {
  StoredEvent event = std::move(window.front());
  window.pop_front();
  waiting_.erase({event.event.payment_id, event.event.version});
  if (given_.size() >= kRememberedPayments) given_.clear();
  auto& version = given_[event.event.payment_id];
  version = std::max(version, event.event.version);
  return event;
}

}  // namespace tollgate
