// BatchTransaction: one durable commit of several changes. Belongs to one writer thread.
#pragma once

#include <chrono>
#include <span>
#include <string>
#include <vector>

#include "gateway/adapters/mysql/connection.h"
#include "gateway/adapters/mysql/fold.h"
#include "gateway/adapters/mysql/row_sql.h"
#include "gateway/adapters/mysql/sql_text.h"
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

  // `lease` moves on when committed, and only then. No two changes may share a key.
  TransactionReport run(Connection& connection, StreamLease& lease,
                        std::span<const Change* const> changes, Check check);

 private:
  Reply<Nothing> write(Connection& connection, const StreamLease& lease);
  Reply<Nothing> write_answers(Connection& connection);
  Reply<Nothing> write_events(Connection& connection, const StreamLease& lease);
  template <class T>
  Reply<Nothing> write_once(Connection& connection, const Table& table,
                            const std::vector<const T*>& rows);
  template <class T>
  Reply<Nothing> write_guarded(Connection& connection, const Table& table,
                               const std::vector<const T*>& added,
                               const std::vector<const T*>& changed);

  const std::chrono::seconds lease_duration_;
  Fold fold_;  // reused, as is the text: a batch allocates little
  SqlText sql_;
  std::size_t rows_ = 0;
};

}  // namespace tollgate::mysql
