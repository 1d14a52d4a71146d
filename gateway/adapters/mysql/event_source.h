// MySqlEventSource: the EventSource over the tables that the writers fill. Safe from any thread;
// one call at a time (give each busy follower its own).
#pragma once

#include "gateway/adapters/mysql/shared_connection.h"
#include "gateway/app/ports/event_source.h"

namespace tollgate::mysql {

class MySqlEventSource final : public EventSource {
 public:
  explicit MySqlEventSource(ConnectionOptions options) : connection_(std::move(options)) {}

  Result<StreamCursors> stream_heads() override;
  Result<std::vector<StoredEvent>> read_events(std::uint16_t stream, std::uint64_t after,
                                               std::size_t limit) override;
  Result<StreamCursors> load_cursors(std::string_view follower) override;
  Status save_cursors(const FollowerEpoch& held, const StreamCursors& cursors) override;
  // In follower_leases.cc.
  Result<std::optional<FollowerEpoch>> claim_follower(std::string_view follower,
                                                      std::string_view owner,
                                                      Duration lease) override;
  Result<bool> extend_follower(const FollowerEpoch& held, Duration lease) override;
  Status release_follower(const FollowerEpoch& held) override;

 private:
  SharedConnection connection_;
};

}  // namespace tollgate::mysql
