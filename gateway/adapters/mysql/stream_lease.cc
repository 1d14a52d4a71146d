#include "gateway/adapters/mysql/stream_lease.h"

#include <fmt/format.h>

#include <limits>
#include <vector>

#include "gateway/adapters/mysql/sql_text.h"

namespace tollgate::mysql {
namespace {

// Another writer may be first at a claim; after this many times something else is wrong.
constexpr int kClaimTriesMax = 32;

std::string until(std::chrono::seconds duration) {
  return fmt::format("UTC_TIMESTAMP(6) + INTERVAL {} SECOND", duration.count());
}

std::string condition(const StreamLease& held) {
  return fmt::format(" WHERE stream = {} AND epoch = {}", held.stream, held.epoch);
}

// Ends the transaction that the failed statement was part of; a lost connection ends it as well.
template <class T>
Reply<T> roll_back(Connection& connection, const Failure& failure) {
  (void)connection.roll_back();
  return failure;
}

// Runs one UPDATE in its own transaction: how many rows it touched.
Reply<std::uint64_t> update_and_commit(Connection& connection, const std::string& sql) {
  auto touched = connection.execute(sql);
  if (!touched) return roll_back<std::uint64_t>(connection, touched.failure());
  if (const auto done = connection.execute("COMMIT"); !done) return done.failure();
  return touched;
}

Reply<std::vector<StreamLease>> read_streams(Connection& connection, const std::string& condition) {
  std::vector<StreamLease> streams;
  const auto read = connection.query(
      "SELECT stream, epoch, last_number, commit_number FROM streams" + condition, [&](Row& row) {
        StreamLease lease;
        lease.stream = row.number<std::uint16_t>();
        lease.epoch = row.natural();
        lease.last_number = row.natural();
        lease.commit_number = row.natural();
        streams.push_back(lease);
      });
  if (!read) return roll_back<std::vector<StreamLease>>(connection, read.failure());
  // Ends the snapshot, or the transaction that the caller began.
  if (const auto done = connection.execute("COMMIT"); !done) return done.failure();
  return streams;
}

// Compare and set: true when `lease` became ours, with its epoch raised.
Reply<bool> take_over(Connection& connection, StreamLease& lease, std::string_view owner,
                      std::chrono::seconds duration) {
  SqlText update("UPDATE streams SET owner = ");
  update.text(owner).raw(", epoch = epoch + 1, expires_at = ").raw(until(duration));
  update.raw(condition(lease)).raw(" AND expires_at <= UTC_TIMESTAMP(6)");
  auto touched = update_and_commit(connection, std::string(update.str()));
  if (!touched) return touched.failure();
  ++lease.epoch;
  return *touched == 1;
}

Reply<bool> open_new(Connection& connection, StreamLease& lease, std::string_view owner,
                     std::chrono::seconds duration) {
  std::uint64_t highest = 0;
  const auto read = connection.query("SELECT COALESCE(MAX(stream), 0) FROM streams",
                                     [&](Row& row) { highest = row.natural(); });
  if (!read) return roll_back<bool>(connection, read.failure());
  if (highest == std::numeric_limits<std::uint16_t>::max())
    return Failure{.message = "every stream number is in use"};
  lease = {.stream = static_cast<std::uint16_t>(highest + 1), .epoch = 1};
  SqlText insert(
      "INSERT INTO streams (stream, owner, epoch, last_number, commit_number, expires_at) VALUES "
      "(");
  insert.number(lease.stream).text(owner).raw(", 1, 0, 0, ").raw(until(duration)).raw(")");
  const auto inserted = update_and_commit(connection, std::string(insert.str()));
  if (inserted) return true;
  if (inserted.failure().kind == FailureKind::duplicate_key) return false;
  return inserted.failure();
}

}  // namespace

Reply<StreamLease> claim_stream(Connection& connection, std::string_view owner,
                                std::chrono::seconds duration) {
  for (int tries = 0; tries < kClaimTriesMax; ++tries) {
    auto expired =
        read_streams(connection, " WHERE expires_at <= UTC_TIMESTAMP(6) ORDER BY stream LIMIT 1");
    if (!expired) return expired.failure();
    StreamLease lease = expired->empty() ? StreamLease{} : expired->front();
    auto mine = expired->empty() ? open_new(connection, lease, owner, duration)
                                 : take_over(connection, lease, owner, duration);
    if (!mine) return mine.failure();
    if (!*mine) continue;
    // Between the read above and the claim the former owner may have committed once more.
    auto now = read_streams(connection, condition(lease));
    if (!now) return now.failure();
    if (now->size() == 1) return now->front();
  }
  return Failure{.kind = FailureKind::contention, .message = "other writers claim every stream"};
}

Reply<std::optional<StreamLease>> reclaim_stream(Connection& connection, std::uint16_t stream,
                                                 std::string_view owner,
                                                 std::chrono::seconds duration) {
  SqlText update("UPDATE streams SET epoch = epoch + 1, expires_at = ");
  update.raw(until(duration)).raw(" WHERE stream = ").number(stream);
  update.raw(" AND owner = ").text(owner);
  auto touched = connection.execute(update.str());
  if (!touched) return roll_back<std::optional<StreamLease>>(connection, touched.failure());
  // Inside the same transaction: the row is locked, so nobody moves it before we have read it.
  auto now = read_streams(connection, fmt::format(" WHERE stream = {}", stream));
  if (!now) return now.failure();
  if (*touched != 1 || now->size() != 1) return std::optional<StreamLease>();
  return std::optional(now->front());
}

Reply<bool> extend_stream(Connection& connection, const StreamLease& held,
                          std::chrono::seconds duration) {
  auto touched = update_and_commit(
      connection, "UPDATE streams SET expires_at = " + until(duration) + condition(held));
  if (!touched) return touched.failure();
  return *touched == 1;
}

Reply<Nothing> release_stream(Connection& connection, const StreamLease& held) {
  const auto touched = update_and_commit(
      connection, "UPDATE streams SET expires_at = UTC_TIMESTAMP(6)" + condition(held));
  if (!touched) return touched.failure();
  return Nothing{};
}

Reply<bool> lock_stream(Connection& connection, const StreamLease& held) {
  bool mine = false;
  const auto read = connection.query("SELECT 1 FROM streams" + condition(held) + " FOR UPDATE",
                                     [&](Row& row) { mine = row.integer() == 1; });
  if (!read) return read.failure();
  return mine;
}

std::string advance_statement(const StreamLease& held, const StreamLease& next,
                              std::chrono::seconds duration, std::string_view condition) {
  return fmt::format(
      "UPDATE streams SET last_number = {}, commit_number = {}, expires_at = {}, "
      "epoch = IF(epoch = {} AND {}, epoch, -1) WHERE stream = {}",
      next.last_number, next.commit_number, until(duration), held.epoch, condition, held.stream);
}

}  // namespace tollgate::mysql
