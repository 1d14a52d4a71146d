// BatchTransaction: one durable commit of several changes. Belongs to one writer thread.
#pragma once

#include <chrono>
#include <span>
#include <string>
#include <vector>

#include "gateway/adapters/mysql/batch_script.h"
#include "gateway/adapters/mysql/connection.h"
#include "gateway/adapters/mysql/fold.h"
#include "gateway/adapters/mysql/known_requests.h"
#include "gateway/adapters/mysql/stream_lease.h"

namespace tollgate::mysql {

enum class TransactionEnd : std::uint8_t {
  commit_lost = 0,  // COMMIT was sent, its answer is missing: nobody knows
  committed,
  conflict,         // a guard or key refused a row; rolled back
  contention,       // rolled back by the server; the same again may work
  refused,          // rolled back: the server cannot take a row at all
  fenced,           // rolled back: the stream has another owner
  connection_lost,  // before COMMIT was sent: rolled back
};

struct TransactionReport {
  TransactionEnd end = TransactionEnd::commit_lost;
  Failure failure;                     // when not committed
  std::vector<CommitStatus> statuses;  // of each change, when committed
  std::size_t rows = 0;                // written, when committed
};

enum class Check : std::uint8_t {
  by_guards,       // write at once; the rows' own guards refuse the batch as a whole
  before_writing,  // read the keys first and set aside what conflicts
};

class BatchTransaction {
 public:
  explicit BatchTransaction(std::chrono::seconds lease_duration)
      : lease_duration_(lease_duration) {}

  // Two round trips: the script and COMMIT. `lease` moves on when committed, and only then. No
  // two changes may share a key. Only Check::before_writing tells fenced from conflict.
  TransactionReport run(Connection& connection, StreamLease& lease,
                        std::span<const Change* const> changes, Check check);

 private:
  // Of requests whose channel is still at work: a few seconds' worth at full speed.
  static constexpr std::size_t kKnownRequestsMax = 65'536;

  const std::chrono::seconds lease_duration_;
  Fold fold_;
  BatchScript script_;
  KnownRequests known_requests_{kKnownRequestsMax};
};

}  // namespace tollgate::mysql
