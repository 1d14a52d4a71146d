#include <algorithm>

#include "gateway/adapters/memory/memory_store.h"

namespace tollgate::memory {

Result<StreamCursors> MemoryStore::stream_heads() {
  const std::lock_guard lock(mutex_);
  StreamCursors heads;
  for (const auto& [stream, events] : tables_.streams) heads[stream] = events.size();
  return heads;
}

Result<std::vector<StoredEvent>> MemoryStore::read_events(std::uint16_t stream, std::uint64_t after,
                                                          std::size_t limit) {
  const std::lock_guard lock(mutex_);
  std::vector<StoredEvent> read;
  const auto found = tables_.streams.find(stream);
  if (found == tables_.streams.end()) return read;
  const std::vector<Event>& events = found->second;
  for (std::uint64_t at = after; at < events.size() && read.size() < limit; ++at)
    read.push_back({stream, at + 1, events[at]});
  return read;
}

Result<StreamCursors> MemoryStore::load_cursors(std::string_view follower) {
  const std::lock_guard lock(mutex_);
  const auto found = tables_.cursors.find(follower);
  return found == tables_.cursors.end() ? StreamCursors() : found->second;
}

Status MemoryStore::save_cursors(const FollowerEpoch& held, const StreamCursors& cursors) {
  if (cursors.empty()) return ok_status();
  const std::lock_guard lock(mutex_);
  if (find_held(held) == nullptr)
    return Error{ErrorCode::conflict, "Another process runs the follower " + held.follower + ".",
                 "Stop following; claim it again later."};
  StreamCursors& saved = tables_.cursors[held.follower];
  for (const auto& [stream, number] : cursors) saved[stream] = number;
  return ok_status();
}

Result<std::optional<FollowerEpoch>> MemoryStore::claim_follower(std::string_view follower,
                                                                 std::string_view owner,
                                                                 Duration lease) {
  const std::lock_guard lock(mutex_);
  FollowerRow& row = tables_.followers[std::string(follower)];
  if (row.epoch > 0 && row.expires_at > now() && row.owner != owner)
    return std::optional<FollowerEpoch>();
  row.owner = owner;
  ++row.epoch;
  row.expires_at = now() + lease;
  return std::optional(FollowerEpoch{std::string(follower), row.epoch});
}

Result<bool> MemoryStore::extend_follower(const FollowerEpoch& held, Duration lease) {
  const std::lock_guard lock(mutex_);
  FollowerRow* const row = find_held(held);
  if (row != nullptr) row->expires_at = now() + lease;
  return row != nullptr;
}

Status MemoryStore::release_follower(const FollowerEpoch& held) {
  const auto released = extend_follower(held, Duration(0));
  if (!released.ok()) return released.error();
  return ok_status();
}

Timestamp MemoryStore::now() const {
  return options_.clock == nullptr ? SystemClock().now() : options_.clock->now();
}

FollowerRow* MemoryStore::find_held(const FollowerEpoch& held) {
  const auto found = tables_.followers.find(held.follower);
  if (found == tables_.followers.end() || found->second.epoch != held.epoch) return nullptr;
  return &found->second;
}

}  // namespace tollgate::memory
