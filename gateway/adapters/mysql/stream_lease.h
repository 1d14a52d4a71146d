// StreamLease: a writer's ownership of one stream of events, and its position in it. Whoever holds
// the newest epoch of a stream owns it; every transaction of a writer updates the row of its
// stream under its epoch, so a writer that was taken for dead cannot commit any more.
//
// `owner` is a text that no other writer ever uses. expires_at only decides who may take a stream
// over without asking; no promise rests on clocks.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/adapters/mysql/connection.h"

namespace tollgate::mysql {

struct StreamLease {
  std::uint16_t stream = 0;
  std::uint64_t epoch = 0;
  std::uint64_t last_number = 0;    // of the last committed event
  std::uint64_t commit_number = 0;  // of the last committed transaction
};

// All take a connection with autocommit off and leave it with no open transaction.

// Takes over a stream that nobody holds, or opens a new one.
Reply<StreamLease> claim_stream(Connection& connection, std::string_view owner,
                                std::chrono::seconds duration);
// Raises the epoch of a stream that `owner` held on another connection, and reads where it stands.
// Waits for that connection's transaction to end, whichever way: afterwards the commit_number is
// the truth. Nothing when another writer has taken the stream over. Can be repeated.
Reply<std::optional<StreamLease>> reclaim_stream(Connection& connection, std::uint16_t stream,
                                                 std::string_view owner,
                                                 std::chrono::seconds duration);
// Makes the lease last longer while there is nothing to commit. False: another owner.
Reply<bool> extend_stream(Connection& connection, const StreamLease& held,
                          std::chrono::seconds duration);
// Lets the next writer have the stream at once.
Reply<Nothing> release_stream(Connection& connection, const StreamLease& held);

// Whether `held` is still the newest epoch. Locks the stream's row in the open transaction.
Reply<bool> lock_stream(Connection& connection, const StreamLease& held);
// The statement of a writer's transaction that moves the stream from `held` to `next`. It fails as
// out_of_range when the stream has another owner or `condition` (constant SQL) does not hold.
std::string advance_statement(const StreamLease& held, const StreamLease& next,
                              std::chrono::seconds duration, std::string_view condition);

}  // namespace tollgate::mysql
