// MemoryNotificationStore: the twin of adapters/mysql for tests and the simulation; its time is the
// given clock's. Safe from any thread (one mutex).
#pragma once

#include <functional>
#include <map>
#include <mutex>

#include "gateway/app/ports/notification_store.h"

namespace tollgate::memory {

class MemoryNotificationStore final : public NotificationStore {
 public:
  explicit MemoryNotificationStore(const Clock& clock) : clock_(clock) {}

  // True: the next write fails as if the database were away. Empty: none does.
  std::function<bool()> fails;

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

  // How many stand so; for tests.
  std::size_t count(NotificationStatus status) const;

 private:
  struct Row {
    StoredNotification stored;
    std::string event_id;
    std::string result;
    std::optional<Timestamp> due_at;
  };

  const Clock& clock_;
  mutable std::mutex mutex_;
  std::map<NotificationId, Row> rows_;
};

}  // namespace tollgate::memory
