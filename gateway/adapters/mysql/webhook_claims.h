// Taking deliveries by lease and writing down what became of them: the two transactions of the
// webhook queue. Both lock deliveries in the order of the primary key.
#pragma once

#include "gateway/adapters/mysql/connection.h"
#include "gateway/app/ports/webhook_queue.h"

namespace tollgate::mysql {

Reply<std::vector<ClaimedDelivery>> claim_deliveries(Connection& connection,
                                                     std::span<const EndpointRoom> rooms,
                                                     Duration lease);
Reply<Nothing> record_attempts(Connection& connection, std::span<const AttemptResult> results);

}  // namespace tollgate::mysql
