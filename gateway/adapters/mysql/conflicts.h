// Which changes of a batch cannot be written, and why: read from the database before writing.
#pragma once

#include <span>
#include <vector>

#include "gateway/adapters/mysql/connection.h"
#include "gateway/app/ports/change.h"

namespace tollgate::mysql {

// One status for each change, in order: `committed` for those that can be written. Rows that will
// change are locked until the transaction ends. Of several conflicts in one change the first of
// nonce, idempotency key, version, merchant reference is told; every store keeps this order.
Reply<std::vector<CommitStatus>> find_conflicts(Connection& connection,
                                                std::span<const Change* const> changes);

// The conflict that a duplicate key of this name stands for.
CommitStatus conflict_of_key(std::string_view key);

// A sentence for CommitOutcome::detail; empty for committed.
std::string_view sentence_for(CommitStatus status);

}  // namespace tollgate::mysql
