// The one write of the WebhookStore: a change in one transaction.
#pragma once

#include "gateway/adapters/mysql/connection.h"
#include "gateway/app/ports/webhook_store.h"

namespace tollgate::mysql {

// `committed`, or the conflict that forbade it, or `unknown` when the answer to COMMIT was lost. A
// failure means that nothing was written.
Reply<CommitStatus> commit_webhook_change(Connection& connection, const WebhookChange& change);

}  // namespace tollgate::mysql
