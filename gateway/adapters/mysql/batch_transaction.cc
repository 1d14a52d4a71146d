#include "gateway/adapters/mysql/batch_transaction.h"

#include "gateway/adapters/mysql/conflicts.h"
#include "gateway/base/failpoint.h"

namespace tollgate::mysql {
namespace {

TransactionEnd end_of(const Failure& failure) {
  switch (failure.kind) {
    case FailureKind::duplicate_key:
    case FailureKind::out_of_range:
      return TransactionEnd::conflict;
    case FailureKind::contention:
      return TransactionEnd::contention;
    case FailureKind::connection_lost:
    case FailureKind::unreachable:
      return TransactionEnd::connection_lost;
    case FailureKind::refused:
    case FailureKind::malformed_row:
      break;
  }
  return TransactionEnd::refused;
}

TransactionReport rolled_back(Connection& connection, TransactionEnd end, Failure failure) {
  TransactionReport report;
  report.end = connection.roll_back() ? end : TransactionEnd::connection_lost;
  report.failure = std::move(failure);
  return report;
}

}  // namespace

TransactionReport BatchTransaction::run(Connection& connection, StreamLease& lease,
                                        std::span<const Change* const> changes, Check check) {
  TransactionReport report;
  report.statuses.assign(changes.size(), CommitStatus::committed);
  if (check == Check::before_writing) {
    auto owned = lock_stream(connection, lease);
    if (!owned) return rolled_back(connection, end_of(owned.failure()), owned.failure());
    if (!*owned)
      return rolled_back(connection, TransactionEnd::fenced,
                         {.message = "another writer has taken the stream over"});
    auto found = find_conflicts(connection, changes);
    if (!found) return rolled_back(connection, end_of(found.failure()), found.failure());
    report.statuses = std::move(*found);
    failpoint("commit_set_aside");
  }
  fold_.clear();
  for (std::size_t i = 0; i < changes.size(); ++i)
    if (report.statuses[i] == CommitStatus::committed) fold_.add(*changes[i]);

  StreamLease next = lease;
  next.last_number += fold_.events.size();
  ++next.commit_number;
  script_.write(fold_, lease, next, lease_duration_,
                check == Check::by_guards ? &known_requests_ : nullptr);
  failpoint("commit_before_script");
  if (const auto written = connection.execute_script(script_.str(), script_.statements()); !written)
    return rolled_back(connection, end_of(written.failure()), written.failure());

  failpoint("commit_after_script");
  report.rows = script_.rows();
  if (const auto done = connection.execute("COMMIT"); !done) {
    if (done.failure().kind == FailureKind::contention)
      return rolled_back(connection, TransactionEnd::contention, done.failure());
    report.end = TransactionEnd::commit_lost;
    report.failure = done.failure();
    return report;
  }
  failpoint("commit_after_commit");
  lease = next;
  report.end = TransactionEnd::committed;
  for (std::size_t i = 0; i < changes.size(); ++i)
    if (report.statuses[i] == CommitStatus::committed) known_requests_.note(*changes[i]);
  return report;
}

}  // namespace tollgate::mysql
