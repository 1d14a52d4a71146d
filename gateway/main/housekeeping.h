// Housekeeping: forgets requests and notifications whose time is over, a bounded number at a time.
#pragma once

#include <atomic>

#include "gateway/adapters/mysql/mysql_store.h"
#include "gateway/app/ports/notification_store.h"
#include "gateway/app/services.h"

namespace tollgate {

// Runs until `stopping`. Both references must outlive it.
Task<void> keep_house(mysql::MySqlStore& store, Services& services,
                      const std::atomic<bool>& stopping);

Task<void> keep_notifications(NotificationStore& store, Services& services, Duration keep,
                              const std::atomic<bool>& stopping);

}  // namespace tollgate
