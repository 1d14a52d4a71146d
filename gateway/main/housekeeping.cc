#include "gateway/main/housekeeping.h"

namespace tollgate {
namespace {

constexpr std::size_t kPurgeBatch = 1000;
constexpr Duration kPurgeEvery = std::chrono::seconds(10);

}  // namespace

Task<void> keep_house(mysql::MySqlStore& store, Services& services,
                      const std::atomic<bool>& stopping) {
  while (!stopping) {
    for (;;) {
      const auto purged = co_await store.purge_requests(kPurgeBatch);
      if (stopping || !purged.ok() || *purged < kPurgeBatch) break;
    }
    for (;;) {
      const auto purged = co_await store.purge_fx_quotes(kPurgeBatch);
      if (stopping || !purged.ok() || *purged < kPurgeBatch) break;
    }
    co_await services.sleep(kPurgeEvery);
  }
}

Task<void> keep_notifications(NotificationStore& store, Services& services, Duration keep,
                              const std::atomic<bool>& stopping) {
  while (!stopping) {
    co_await services.sleep(kPurgeEvery);
    for (;;) {
      const auto purged = co_await store.purge(services.clock.now() - keep, kPurgeBatch);
      if (stopping || !purged.ok() || *purged < kPurgeBatch) break;
    }
  }
}

Task<void> keep_webhooks(mysql::MySqlWebhookStore& store, Services& services,
                         std::chrono::hours keep, const std::atomic<bool>& stopping) {
  while (!stopping) {
    co_await services.sleep(kPurgeEvery);
    for (;;) {
      const auto closed = co_await store.close_orphans(kPurgeBatch);
      if (stopping || !closed.ok() || *closed < kPurgeBatch) break;
    }
    for (;;) {
      const auto purged = co_await store.purge(keep, kPurgeBatch);
      if (stopping || !purged.ok() || *purged < kPurgeBatch) break;
    }
  }
}

}  // namespace tollgate
