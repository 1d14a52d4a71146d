// The reads of the WebhookStore, each one statement on a connection with autocommit on.
#pragma once

#include "gateway/adapters/mysql/connection.h"
#include "gateway/adapters/mysql/reads.h"
#include "gateway/app/ports/webhook_store.h"

namespace tollgate::mysql {

Reply<std::vector<WebhookEndpoint>> read_webhook_endpoints(
    Connection& connection, const Owner& owner, const std::optional<WebhookEndpointId>& id);
Reply<PageOf<WebhookDelivery>> read_webhook_deliveries(Connection& connection,
                                                       const DeliveryFilter& filter);
Reply<std::optional<WebhookDelivery>> read_webhook_delivery(Connection& connection,
                                                            const Owner& owner,
                                                            WebhookDeliveryId id);
Reply<std::vector<WebhookAttempt>> read_webhook_attempts(Connection& connection,
                                                         WebhookDeliveryId delivery);
Reply<PageOf<Event>> read_merchant_events(Connection& connection, const EventFilter& filter);
Reply<PageOf<WebhookDelivery>> read_deliveries_to_replay(Connection& connection,
                                                         const ReplayFilter& filter);

}  // namespace tollgate::mysql
