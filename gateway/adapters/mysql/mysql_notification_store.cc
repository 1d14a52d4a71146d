#include "gateway/adapters/mysql/mysql_notification_store.h"

#include "gateway/adapters/mysql/notification_sql.h"
#include "gateway/adapters/mysql/read_on.h"

namespace tollgate::mysql {
namespace {

constexpr std::size_t kReaders = 2;
constexpr std::size_t kReadsWaitingMax = 4096;

}  // namespace

MySqlNotificationStore::MySqlNotificationStore(ConnectionOptions options)
    : options_(std::move(options)),
      writer_(options_),
      readers_(options_, kReaders, kReadsWaitingMax) {}

void MySqlNotificationStore::stop() {
  writer_.stop();
  readers_.stop();
}

Task<Result<bool>> MySqlNotificationStore::write(
    std::variant<NewNotification, NotificationMark> what) {
  auto start = [this, what = std::move(what)](Completion<Result<bool>> done) mutable {
    NotificationWrite write;
    write.what = std::move(what);
    write.done = std::move(done);
    writer_.submit(std::move(write));
  };
  return await_completion<Result<bool>>(std::move(start));
}

Task<Status> MySqlNotificationStore::insert(StoredNotification notification, Duration due_in) {
  NewNotification row;
  row.notification = std::move(notification);
  row.due_in = due_in;
  auto writing = write(std::move(row));
  const auto written = co_await std::move(writing);
  if (!written.ok()) co_return written.error();
  co_return ok_status();
}

Task<Result<bool>> MySqlNotificationStore::mark(NotificationMark mark) {
  return write(std::move(mark));
}

Task<Result<std::optional<KnownEvent>>> MySqlNotificationStore::find_event(
    std::string channel_account, std::string event_id) {
  auto read = [account = std::move(channel_account), event = std::move(event_id)](
                  Connection& connection) { return mysql::find_event(connection, account, event); };
  return read_on<std::optional<KnownEvent>>(readers_, std::move(read));
}

Task<Result<std::vector<StoredNotification>>> MySqlNotificationStore::claim_due(Duration lease,
                                                                                std::size_t limit) {
  return read_on<std::vector<StoredNotification>>(readers_, [=](Connection& connection) {
    return claim_due_notifications(connection, lease, limit);
  });
}

Task<Result<std::uint64_t>> MySqlNotificationStore::count_unverified(std::string channel_account) {
  auto read = [account = std::move(channel_account)](Connection& connection) {
    return mysql::count_unverified(connection, account);
  };
  return read_on<std::uint64_t>(readers_, std::move(read));
}

Task<Result<NotificationCounts>> MySqlNotificationStore::counts() {
  return read_on<NotificationCounts>(
      readers_, [](Connection& connection) { return count_notifications(connection); });
}

Task<Result<std::vector<NotificationSummary>>> MySqlNotificationStore::list_given_up(
    std::size_t limit) {
  return read_on<std::vector<NotificationSummary>>(
      readers_, [=](Connection& connection) { return read_given_up(connection, limit); });
}

Task<Status> MySqlNotificationStore::retry(NotificationId id) {
  auto retrying = read_on<bool>(
      readers_, [=](Connection& connection) { return retry_notification(connection, id); });
  const auto retried = co_await std::move(retrying);
  if (!retried.ok()) co_return retried.error();
  if (!*retried)
    co_return Error{ErrorCode::not_found, "No notification " + id.str() + " was given up.",
                    "List them with `tollgate notifications given-up`."};
  co_return ok_status();
}

Task<Result<std::size_t>> MySqlNotificationStore::purge(Timestamp before, std::size_t limit) {
  return read_on<std::size_t>(readers_, [=](Connection& connection) {
    return purge_notifications(connection, before, limit);
  });
}

}  // namespace tollgate::mysql
