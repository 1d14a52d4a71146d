// MySqlWebhookStore: the WebhookStore in the database, on a few threads of its own: payments never
// wait for it. Safe from any thread.
#pragma once

#include "gateway/adapters/mysql/reader_pool.h"
#include "gateway/app/ports/webhook_store.h"

namespace tollgate::mysql {

class MySqlWebhookStore final : public WebhookStore {
 public:
  MySqlWebhookStore(ConnectionOptions options, std::size_t threads, std::size_t queue_max);
  // Does what waits and ends the threads; afterwards all is `unavailable`.
  void stop() { pool_.stop(); }

  Task<CommitOutcome> commit(WebhookChange change) override;
  Task<Result<std::optional<WebhookEndpoint>>> find_endpoint(MerchantId merchant, Mode mode,
                                                             WebhookEndpointId id) override;
  Task<Result<std::vector<WebhookEndpoint>>> list_endpoints(MerchantId merchant,
                                                            Mode mode) override;
  Task<Result<std::vector<WebhookSecret>>> list_secrets(WebhookEndpointId endpoint) override;
  Task<Result<PageOf<WebhookDelivery>>> list_deliveries(DeliveryFilter filter) override;
  Task<Result<std::optional<WebhookDelivery>>> find_delivery(MerchantId merchant, Mode mode,
                                                             WebhookDeliveryId id) override;
  Task<Result<std::vector<WebhookAttempt>>> list_attempts(WebhookDeliveryId delivery) override;
  Task<Result<PageOf<Event>>> list_events(EventFilter filter) override;
  Task<Result<PageOf<WebhookDelivery>>> deliveries_to_replay(ReplayFilter filter) override;

  // Housekeeping, see webhook_purge.h.
  Task<Result<std::size_t>> close_orphans(std::size_t limit);
  Task<Result<std::size_t>> purge(std::chrono::hours keep, std::size_t limit);

 private:
  const ConnectionOptions options_;
  ReaderPool pool_;
};

}  // namespace tollgate::mysql
