// The part of the EventSource that says who runs a follower. Time is the database's own.
#include <fmt/format.h>

#include "gateway/adapters/mysql/event_source.h"
#include "gateway/adapters/mysql/in_transaction.h"
#include "gateway/adapters/mysql/sql_text.h"

namespace tollgate::mysql {
namespace {

std::string until(Duration lease) {
  return fmt::format("UTC_TIMESTAMP(6) + INTERVAL {} MICROSECOND", lease.count());
}

// " WHERE follower = … AND epoch = …"
void append_condition(SqlText& sql, std::string_view follower, std::uint64_t epoch) {
  sql.raw(" WHERE follower = ").binary(follower).raw(" AND epoch = ").number(epoch);
}

// The row of a follower, as somebody sees it who wants to claim it.
struct Seen {
  std::uint64_t epoch = 0;  // 0: there is no row
  bool is_free = true;
};

Reply<Seen> look_at(Connection& connection, std::string_view follower, std::string_view owner) {
  SqlText sql("SELECT epoch, expires_at <= UTC_TIMESTAMP(6) OR owner = ");
  sql.text(owner).raw(" FROM follower_leases WHERE follower = ").binary(follower);
  Seen seen;
  const auto read = connection.query(sql.str(), [&](Row& row) {
    seen.epoch = row.natural();
    seen.is_free = row.integer() == 1;
  });
  if (!read) return read.failure();
  return seen;
}

// Compare and set; 0 rows when somebody else was first.
Reply<std::uint64_t> take(Connection& connection, std::string_view follower, std::string_view owner,
                          Duration lease, std::uint64_t seen_epoch) {
  if (seen_epoch == 0) {
    SqlText insert("INSERT INTO follower_leases (follower, owner, epoch, expires_at) VALUES (");
    insert.binary(follower).text(owner).raw(", 1, ").raw(until(lease)).raw(")");
    auto inserted = connection.execute(insert.str());
    if (!inserted && inserted.failure().kind == FailureKind::duplicate_key) return std::uint64_t{0};
    return inserted;
  }
  SqlText update("UPDATE follower_leases SET epoch = epoch + 1, owner = ");
  update.text(owner).raw(", expires_at = ").raw(until(lease));
  append_condition(update, follower, seen_epoch);
  // Its holder may have made it last longer since we looked.
  update.raw(" AND (expires_at <= UTC_TIMESTAMP(6) OR owner = ").text(owner).raw(")");
  return connection.execute(update.str());
}

Reply<bool> lock_epoch(Connection& connection, const FollowerEpoch& held) {
  SqlText sql("SELECT 1 FROM follower_leases");
  append_condition(sql, held.follower, held.epoch);
  bool mine = false;
  const auto locked =
      connection.query(sql.raw(" FOR UPDATE").str(), [&](Row& row) { mine = row.integer() == 1; });
  if (!locked) return locked.failure();
  return mine;
}

Error taken_over(const FollowerEpoch& held) {
  return {ErrorCode::conflict,
          fmt::format("Another process runs the follower {} since epoch {}.", held.follower,
                      held.epoch),
          "Stop following; claim it again later."};
}

}  // namespace

Result<std::optional<FollowerEpoch>> MySqlEventSource::claim_follower(std::string_view follower,
                                                                      std::string_view owner,
                                                                      Duration lease) {
  using Claimed = std::optional<FollowerEpoch>;
  return connection_
      .call<Claimed>([&](Connection& connection) -> Reply<Claimed> {
        auto seen = look_at(connection, follower, owner);
        if (!seen) return seen.failure();
        if (!seen->is_free) return Claimed();
        auto taken = take(connection, follower, owner, lease, seen->epoch);
        if (!taken) return taken.failure();
        if (*taken == 0) return Claimed();
        return Claimed(FollowerEpoch{std::string(follower), seen->epoch + 1});
      })
      .to_result();
}

Result<bool> MySqlEventSource::extend_follower(const FollowerEpoch& held, Duration lease) {
  SqlText sql("UPDATE follower_leases SET expires_at = ");
  append_condition(sql.raw(until(lease)), held.follower, held.epoch);
  return connection_
      .call<bool>([&](Connection& connection) -> Reply<bool> {
        auto touched = connection.execute(sql.str());
        if (!touched) return touched.failure();
        return *touched == 1;
      })
      .to_result();
}

Status MySqlEventSource::release_follower(const FollowerEpoch& held) {
  const auto released = extend_follower(held, Duration(0));
  if (!released.ok()) return released.error();
  return ok_status();
}

Status MySqlEventSource::save_cursors(const FollowerEpoch& held, const StreamCursors& cursors) {
  if (cursors.empty()) return ok_status();
  SqlText sql("INSERT INTO follower_cursors (follower, stream, number) VALUES ");
  for (const auto& [stream, number] : cursors)
    sql.open_row().binary(held.follower).number(stream).number(number).close_row();
  sql.raw(" ON DUPLICATE KEY UPDATE number = VALUES(number)");
  bool mine = false;
  const auto saved = connection_.call<Nothing>([&](Connection& connection) {
    return in_transaction(connection, [&]() -> Reply<Nothing> {
      auto locked = lock_epoch(connection, held);
      if (!locked) return locked.failure();
      mine = *locked;
      if (!mine) return Nothing{};
      const auto written = connection.execute(sql.str());
      if (!written) return written.failure();
      return Nothing{};
    });
  });
  if (!saved) return to_error(saved.failure());
  if (!mine) return taken_over(held);
  return ok_status();
}

}  // namespace tollgate::mysql
