// The statements about notifications, each on one connection with autocommit on. Due times are the
// database's, so that nodes whose clocks differ agree on them.
#pragma once

#include <optional>
#include <vector>

#include "gateway/adapters/mysql/connection.h"
#include "gateway/adapters/mysql/sql_text.h"
#include "gateway/app/ports/notification_store.h"

namespace tollgate::mysql {

// The head of an INSERT; rows follow. Written twice, a row stays as it was first.
extern const std::string_view kInsertNotifications;
extern const std::string_view kInsertNotificationsTail;
void append_row(SqlText& sql, const StoredNotification& notification, Duration due_in);
// One UPDATE, without its end.
void append_mark(SqlText& sql, const NotificationMark& mark);

Reply<std::optional<KnownEvent>> find_event(Connection& connection,
                                            const std::string& channel_account,
                                            const std::string& event_id);
Reply<std::vector<StoredNotification>> claim_due_notifications(Connection& connection,
                                                               Duration lease, std::size_t limit);
Reply<std::uint64_t> count_unverified(Connection& connection, const std::string& channel_account);
Reply<NotificationCounts> count_notifications(Connection& connection);
Reply<std::vector<NotificationSummary>> read_given_up(Connection& connection, std::size_t limit);
// Whether one of this id was given up.
Reply<bool> retry_notification(Connection& connection, NotificationId id);
Reply<std::size_t> purge_notifications(Connection& connection, Timestamp before, std::size_t limit);

}  // namespace tollgate::mysql
