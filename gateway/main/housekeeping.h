// Housekeeping: forgets requests, notifications and webhooks whose time is over, a bounded number
// at a time.
#pragma once

#include <atomic>

#include "gateway/adapters/mysql/mysql_store.h"
#include "gateway/adapters/mysql/webhook_store.h"
#include "gateway/app/ports/notification_store.h"
#include "gateway/app/services.h"

namespace tollgate {

// Runs until `stopping`. Both references must outlive it.
Task<void> keep_house(mysql::MySqlStore& store, Services& services,
                      const std::atomic<bool>& stopping);

Task<void> keep_notifications(NotificationStore& store, Services& services, Duration keep,
                              const std::atomic<bool>& stopping);

// Closes what waits for deleted endpoints, too.
Task<void> keep_webhooks(mysql::MySqlWebhookStore& store, Services& services,
                         std::chrono::hours keep, const std::atomic<bool>& stopping);

}  // namespace tollgate
