// OpenWorkWatch: what a person must know of, read from the database every few seconds and kept for
// /metrics. Safe from any thread.
#pragma once

#include <atomic>
#include <mutex>

#include "gateway/adapters/mysql/mysql_store.h"
#include "gateway/app/ports/notification_store.h"
#include "gateway/app/services.h"

namespace tollgate {

struct OpenWorkNow {
  mysql::OpenWork payments;
  NotificationCounts notifications;
  bool known = false;  // false: the database was away at the last look; the numbers are older
};

class OpenWorkWatch {
 public:
  OpenWorkWatch(mysql::MySqlStore& store, NotificationStore& notifications, Services& services,
                const std::atomic<bool>& stopping)
      : store_(store), notifications_(notifications), services_(services), stopping_(stopping) {}

  // Looks until `stopping`. Spawn it once on the gateway's executor.
  Task<void> run();
  OpenWorkNow now() const;

 private:
  Task<void> look();

  mysql::MySqlStore& store_;
  NotificationStore& notifications_;
  Services& services_;
  const std::atomic<bool>& stopping_;
  mutable std::mutex mutex_;
  OpenWorkNow now_;
};

}  // namespace tollgate
