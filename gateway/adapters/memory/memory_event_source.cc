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

Status MemoryStore::save_cursors(std::string_view follower, const StreamCursors& cursors) {
  const std::lock_guard lock(mutex_);
  StreamCursors& saved = tables_.cursors[std::string(follower)];
  for (const auto& [stream, number] : cursors) saved[stream] = number;
  return ok_status();
}

}  // namespace tollgate::memory
