// What of the webhooks is over: closed, or forgotten after its time, a bounded number of rows at a
// time and by the database's clock. Each gives how many rows it took; call it again while that
// equals the limit.
#pragma once

#include "gateway/adapters/mysql/connection.h"

namespace tollgate::mysql {

// Nothing is sent to an endpoint that was deleted: what waits for it fails and says why.
Reply<std::size_t> close_orphaned_deliveries(Connection& connection, std::size_t limit);
// Deliveries of events that are older than `keep`, with their attempts: those that have ended, and
// those that wait for an endpoint that is disabled.
Reply<std::size_t> purge_deliveries(Connection& connection, std::chrono::hours keep,
                                    std::size_t limit);

}  // namespace tollgate::mysql
