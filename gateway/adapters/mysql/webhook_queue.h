// MySqlWebhookQueue: the WebhookQueue over the tables of webhooks. Calls block, one at a time; give
// each busy thread its own.
#pragma once

#include "gateway/adapters/mysql/shared_connection.h"
#include "gateway/app/ports/webhook_queue.h"

namespace tollgate::mysql {

class MySqlWebhookQueue final : public WebhookQueue {
 public:
  explicit MySqlWebhookQueue(ConnectionOptions options) : connection_(std::move(options)) {}

  Result<bool> any_endpoint_enabled() override;
  Result<std::vector<WebhookEndpoint>> enabled_endpoints(
      const std::set<MerchantId>& merchants) override;
  Result<std::map<PaymentId, Mode>> modes_of(const std::set<PaymentId>& payments) override;
  Result<std::size_t> insert_deliveries(std::span<const WebhookDelivery> deliveries) override;
  Result<std::vector<WebhookEndpointId>> due_endpoints(const std::set<WebhookEndpointId>& full,
                                                       std::size_t limit) override;
  Result<std::vector<ClaimedDelivery>> claim(std::span<const EndpointRoom> rooms,
                                             Duration lease) override;
  Status record(std::span<const AttemptResult> results) override;
  Result<WebhookBacklog> backlog() override;

 private:
  SharedConnection connection_;
};

}  // namespace tollgate::mysql
