#include "gateway/adapters/mysql/notification_sql.h"

#include <algorithm>

#include "gateway/adapters/mysql/in_transaction.h"
#include "gateway/base/failpoint.h"

namespace tollgate::mysql {

const std::string_view kInsertNotifications =
    "INSERT INTO notifications (id, channel_account, event_id, status, request, attempts, result, "
    "received_at, due_at) VALUES ";
const std::string_view kInsertNotificationsTail = " ON DUPLICATE KEY UPDATE id = notifications.id";

namespace {

// The smallest UUIDv7 of a moment: ids below it came before.
Uuid first_id_of(Timestamp time) {
  Uuid id;
  const auto millis =
      static_cast<std::uint64_t>(std::max<std::int64_t>(unix_micros(time), 0)) / 1000;
  for (std::size_t i = 0; i < 6; ++i)
    id.bytes[i] = static_cast<std::uint8_t>(millis >> (40 - 8 * i));
  return id;
}

void append_due(SqlText& sql, const std::optional<Duration>& due_in) {
  if (!due_in) {
    sql.raw("NULL");
    return;
  }
  sql.raw("UTC_TIMESTAMP(6) + INTERVAL ").number(due_in->count()).raw(" MICROSECOND");
}

StoredNotification read_notification(Row& row) {
  StoredNotification notification;
  notification.id = row.id<NotificationId>();
  notification.channel_account = row.text();
  notification.status = row.number<NotificationStatus>();
  notification.sealed = row.text();
  notification.attempts = row.number<std::uint32_t>();
  notification.received_at = row.time();
  return notification;
}

Reply<std::vector<NotificationId>> find_due(Connection& connection, std::size_t limit) {
  SqlText sql(
      "SELECT id FROM notifications WHERE due_at <= UTC_TIMESTAMP(6) ORDER BY due_at LIMIT ");
  sql.number(limit);
  std::vector<NotificationId> ids;
  const auto read =
      connection.query(sql.str(), [&](Row& row) { ids.push_back(row.id<NotificationId>()); });
  if (!read) return read.failure();
  return ids;
}

// Locks what is still due, in the order of ids, and moves its due time on.
Reply<Nothing> lock_and_move(Connection& connection, const std::vector<NotificationId>& ids,
                             Duration lease, std::vector<StoredNotification>& claimed) {
  SqlText lock(
      "SELECT id, channel_account, status, request, attempts, received_at FROM notifications");
  lock.raw(" WHERE id IN ").ids(ids).raw(" AND due_at <= UTC_TIMESTAMP(6) ORDER BY id FOR UPDATE");
  const auto locked =
      connection.query(lock.str(), [&](Row& row) { claimed.push_back(read_notification(row)); });
  if (!locked) return locked.failure();
  if (claimed.empty()) return Nothing{};
  SqlText move("UPDATE notifications SET due_at = ");
  append_due(move, lease);
  move.raw(" WHERE id IN ").open_row();
  for (const auto& row : claimed) move.id(row.id);
  move.close_row();
  if (const auto moved = connection.execute(move.str()); !moved) return moved.failure();
  return Nothing{};
}

}  // namespace

void append_row(SqlText& sql, const StoredNotification& notification, Duration due_in) {
  sql.open_row()
      .id(notification.id)
      .binary(notification.channel_account)
      .null()
      .number(notification.status)
      .binary(notification.sealed)
      .number(notification.attempts)
      .text("")
      .time(notification.received_at)
      .raw(", ");
  append_due(sql, due_in);
  sql.close_row();
}

void append_mark(SqlText& sql, const NotificationMark& mark) {
  sql.raw("UPDATE notifications SET status = ").number(mark.status);
  if (!mark.event_id.empty()) sql.raw(", event_id = ").binary(mark.event_id);
  sql.raw(", attempts = ").number(mark.attempts).raw(", result = ").text(mark.result);
  sql.raw(", due_at = ");
  append_due(sql, mark.due_in);
  sql.raw(" WHERE id = ").id(mark.id);
}

Reply<std::optional<KnownEvent>> find_event(Connection& connection,
                                            const std::string& channel_account,
                                            const std::string& event_id) {
  SqlText sql("SELECT id, status FROM notifications WHERE channel_account = ");
  sql.binary(channel_account).raw(" AND event_id = ").binary(event_id);
  std::optional<KnownEvent> known;
  const auto read = connection.query(sql.str(), [&](Row& row) {
    const auto id = row.id<NotificationId>();
    known = KnownEvent{id, row.number<NotificationStatus>()};
  });
  if (!read) return read.failure();
  return known;
}

Reply<std::vector<StoredNotification>> claim_due_notifications(Connection& connection,
                                                               Duration lease, std::size_t limit) {
  auto ids = find_due(connection, limit);
  if (!ids) return ids.failure();
  std::vector<StoredNotification> claimed;
  if (ids->empty()) return claimed;
  const auto done = in_transaction(connection, [&] {
    auto moved = lock_and_move(connection, *ids, lease, claimed);
    failpoint("notification_before_claim_commit");
    return moved;
  });
  if (!done) return done.failure();
  failpoint("notification_claimed");
  return claimed;
}

Reply<std::uint64_t> count_unverified(Connection& connection, const std::string& channel_account) {
  SqlText sql("SELECT COUNT(*) FROM notifications WHERE status IN (1, 2) AND channel_account = ");
  sql.binary(channel_account);
  std::uint64_t count = 0;
  const auto read = connection.query(sql.str(), [&](Row& row) { count = row.natural(); });
  if (!read) return read.failure();
  return count;
}

Reply<NotificationCounts> count_notifications(Connection& connection) {
  NotificationCounts counts;
  const auto read = connection.query(
      "SELECT (SELECT COUNT(*) FROM notifications WHERE status = 3), "
      "(SELECT COUNT(*) FROM notifications WHERE status = 6), "
      "(SELECT COALESCE(GREATEST(TIMESTAMPDIFF(SECOND, MIN(received_at), UTC_TIMESTAMP(6)), 0), 0) "
      "FROM notifications WHERE status = 3)",
      [&](Row& row) {
        counts.waiting = row.natural();
        counts.given_up = row.natural();
        counts.oldest_waiting_s = row.natural();
      });
  if (!read) return read.failure();
  return counts;
}

Reply<std::vector<NotificationSummary>> read_given_up(Connection& connection, std::size_t limit) {
  SqlText sql(
      "SELECT id, channel_account, attempts, received_at, result FROM notifications WHERE status = "
      "6 ORDER BY id LIMIT ");
  sql.number(limit);
  std::vector<NotificationSummary> list;
  const auto read = connection.query(sql.str(), [&](Row& row) {
    NotificationSummary summary;
    summary.id = row.id<NotificationId>();
    summary.channel_account = row.text();
    summary.attempts = row.number<std::uint32_t>();
    summary.received_at = row.time();
    summary.result = row.text();
    list.push_back(std::move(summary));
  });
  if (!read) return read.failure();
  return list;
}

Reply<bool> retry_notification(Connection& connection, NotificationId id) {
  SqlText sql(
      "UPDATE notifications SET status = 3, attempts = 0, due_at = UTC_TIMESTAMP(6) WHERE status = "
      "6 AND id = ");
  sql.id(id);
  const auto touched = connection.execute(sql.str());
  if (!touched) return touched.failure();
  auto rows = touched;
  return *rows > 0;
}

Reply<std::size_t> purge_notifications(Connection& connection, Timestamp before,
                                       std::size_t limit) {
  SqlText sql("DELETE FROM notifications WHERE id < ");
  sql.id(first_id_of(before)).raw(" AND due_at IS NULL ORDER BY id LIMIT ").number(limit);
  auto removed = connection.execute(sql.str());
  if (!removed) return removed.failure();
  return static_cast<std::size_t>(*removed);
}

}  // namespace tollgate::mysql
