// MySqlNotificationStore: the durable NotificationStore. Writes are folded by one thread of their
// own, reads run on two more. Safe from any thread.
#pragma once

#include "gateway/adapters/mysql/notification_writer.h"
#include "gateway/adapters/mysql/reader_pool.h"
#include "gateway/app/ports/notification_store.h"

namespace tollgate::mysql {

class MySqlNotificationStore final : public NotificationStore {
 public:
  // Does not wait for the database. The schema must exist (migrate()).
  explicit MySqlNotificationStore(ConnectionOptions options);
  ~MySqlNotificationStore() override { stop(); }

  // Answers everything that waits and ends the threads; afterwards all is `unavailable`.
  void stop();

  Task<Status> insert(StoredNotification notification, Duration due_in) override;
  Task<Result<bool>> mark(NotificationMark mark) override;
  Task<Result<std::optional<KnownEvent>>> find_event(std::string channel_account,
                                                     std::string event_id) override;
  Task<Result<std::vector<StoredNotification>>> claim_due(Duration lease,
                                                          std::size_t limit) override;
  Task<Result<std::uint64_t>> count_unverified(std::string channel_account) override;
  Task<Result<NotificationCounts>> counts() override;
  Task<Result<std::vector<NotificationSummary>>> list_given_up(std::size_t limit) override;
  Task<Status> retry(NotificationId id) override;
  Task<Result<std::size_t>> purge(Timestamp before, std::size_t limit) override;

 private:
  Task<Result<bool>> write(std::variant<NewNotification, NotificationMark> what);

  const ConnectionOptions options_;
  NotificationWriter writer_;
  ReaderPool readers_;
};

}  // namespace tollgate::mysql
