#include "gateway/adapters/mysql/mysql_store.h"

#include "gateway/adapters/mysql/batch_keys.h"
#include "gateway/adapters/mysql/open_work.h"
#include "gateway/adapters/mysql/read_on.h"
#include "gateway/adapters/mysql/reads.h"
#include "gateway/adapters/mysql/stream_writer.h"

namespace tollgate::mysql {

MySqlStore::MySqlStore(StoreOptions options)
    : options_(std::move(options)),
      readers_(options_.connection, options_.readers, options_.queue_reads) {
  CHECK(options_.writers > 0 && options_.readers > 0);
  for (std::size_t i = 0; i < options_.writers; ++i)
    writers_.push_back(std::make_unique<StreamWriter>(options_, counters_));
}

MySqlStore::~MySqlStore() { stop(); }

void MySqlStore::stop() {
  for (auto& writer : writers_) writer->stop();
  readers_.stop();
}

Duration MySqlStore::expected_commit_wait() const {
  Duration longest{};
  for (const auto& writer : writers_) longest = std::max(longest, writer->expected_wait());
  return longest;
}

Task<CommitOutcome> MySqlStore::commit(Change change) {
  auto start = [this, change = std::move(change)](Completion<CommitOutcome> done) mutable {
    PendingCommit pending;
    pending.bytes = approximate_bytes(change);
    pending.submitted_at = std::chrono::steady_clock::now();
    pending.done = std::move(done);
    StreamWriter& writer = *writers_[shard_key(change) % writers_.size()];
    pending.change = std::move(change);
    if (writer.submit(pending)) return;
    counters_.unavailable.fetch_add(1, std::memory_order_relaxed);
    pending.done(CommitOutcome{CommitStatus::unavailable,
                               "Too many changes wait for the database; nothing was written."});
  };
  return await_completion<CommitOutcome>(std::move(start));
}

Task<Result<std::optional<Payment>>> MySqlStore::find_payment(MerchantId merchant, Mode mode,
                                                              PaymentId id) {
  return read_on<std::optional<Payment>>(readers_, [=](Connection& connection) {
    return read_payment(connection, id, Owner{merchant, mode});
  });
}

Task<Result<Page>> MySqlStore::list_payments(PaymentFilter filter) {
  return read_on<Page>(readers_, [filter = std::move(filter)](Connection& connection) {
    return read_payments(connection, filter);
  });
}

Task<Result<std::vector<Operation>>> MySqlStore::list_operations(PaymentId payment) {
  return read_on<std::vector<Operation>>(
      readers_, [=](Connection& connection) { return read_operations(connection, payment); });
}

Task<Result<std::vector<Event>>> MySqlStore::list_events(PaymentId payment) {
  return read_on<std::vector<Event>>(
      readers_, [=](Connection& connection) { return read_payment_events(connection, payment); });
}

Task<Result<std::optional<Refund>>> MySqlStore::find_refund(MerchantId merchant, Mode mode,
                                                            RefundId id) {
  return read_on<std::optional<Refund>>(readers_, [=](Connection& connection) {
    return read_refund(connection, id, Owner{merchant, mode});
  });
}

Task<Result<std::vector<Refund>>> MySqlStore::list_refunds(PaymentId payment) {
  return read_on<std::vector<Refund>>(
      readers_, [=](Connection& connection) { return read_refunds(connection, payment); });
}

Task<Result<std::optional<PaymentMethod>>> MySqlStore::find_payment_method(MerchantId merchant,
                                                                           Mode mode,
                                                                           PaymentMethodId id) {
  return read_on<std::optional<PaymentMethod>>(readers_, [=](Connection& connection) {
    return read_payment_method(connection, id, Owner{merchant, mode});
  });
}

Task<Result<std::optional<FxQuote>>> MySqlStore::find_fx_quote(MerchantId merchant, Mode mode,
                                                               FxQuoteId id) {
  return read_on<std::optional<FxQuote>>(readers_, [=](Connection& connection) {
    return read_fx_quote(connection, id, Owner{merchant, mode});
  });
}

Task<Result<std::optional<RequestRecord>>> MySqlStore::find_request(Digest16 idempotency_digest) {
  return read_on<std::optional<RequestRecord>>(readers_, [=](Connection& connection) {
    return read_request(connection, idempotency_digest);
  });
}

Task<Result<std::vector<Operation>>> MySqlStore::claim_due_operations(Timestamp now, Duration lease,
                                                                      std::size_t limit) {
  return read_on<std::vector<Operation>>(
      readers_, [=](Connection& connection) { return claim_due(connection, now, lease, limit); });
}

Task<Result<std::vector<Payment>>> MySqlStore::claim_expired_payments(Timestamp now, Duration lease,
                                                                      std::size_t limit) {
  return read_on<std::vector<Payment>>(readers_, [=](Connection& connection) {
    return claim_expired(connection, now, lease, limit);
  });
}

Task<Result<std::vector<Operation>>> MySqlStore::list_parked_operations(std::size_t limit) {
  return read_on<std::vector<Operation>>(
      readers_, [=](Connection& connection) { return read_parked_operations(connection, limit); });
}

Task<Result<std::vector<Break>>> MySqlStore::list_open_breaks(std::size_t limit) {
  return read_on<std::vector<Break>>(
      readers_, [=](Connection& connection) { return read_open_breaks(connection, limit); });
}

Task<Status> MySqlStore::close_break(BreakId id, std::string reason, Timestamp at) {
  // A name of its own: GCC 12 destroys a temporary with captures twice when it is awaited upon.
  auto close = [=, reason = std::move(reason)](Connection& connection) {
    return mysql::close_break(connection, id, reason, at);
  };
  auto closed = co_await read_on<bool>(readers_, std::move(close));
  if (!closed.ok()) co_return closed.error();
  if (!*closed)
    co_return Error{ErrorCode::not_found, "There is no open break " + id.str() + ".",
                    "List the open ones with `tollgate breaks list`."};
  co_return ok_status();
}

Task<Result<std::optional<Payment>>> MySqlStore::load_payment(PaymentId id) {
  return read_on<std::optional<Payment>>(
      readers_, [=](Connection& connection) { return read_payment(connection, id, std::nullopt); });
}

Task<Result<std::optional<Refund>>> MySqlStore::load_refund(RefundId id) {
  return read_on<std::optional<Refund>>(
      readers_, [=](Connection& connection) { return read_refund(connection, id, std::nullopt); });
}

Task<Result<std::optional<Operation>>> MySqlStore::load_operation(OperationId id) {
  return read_on<std::optional<Operation>>(
      readers_, [=](Connection& connection) { return read_operation(connection, id); });
}

Task<Result<std::size_t>> MySqlStore::purge_requests(std::size_t limit) {
  return read_on<std::size_t>(
      readers_, [=](Connection& connection) { return mysql::purge_requests(connection, limit); });
}

Task<Result<std::size_t>> MySqlStore::purge_fx_quotes(std::size_t limit) {
  constexpr std::chrono::hours kKeep{30 * 24};
  return read_on<std::size_t>(readers_, [=](Connection& connection) {
    return mysql::purge_fx_quotes(connection, kKeep, limit);
  });
}

Task<Result<OpenWork>> MySqlStore::count_open_work() {
  return read_on<OpenWork>(
      readers_, [](Connection& connection) { return mysql::count_open_work(connection); });
}

StoreStatistics MySqlStore::statistics() const {
  StoreStatistics statistics;
  for (const auto& writer : writers_) {
    const auto depth = writer->depth();
    statistics.queued_changes += depth.changes;
    statistics.queued_bytes += depth.bytes;
  }
  statistics.queued_reads = readers_.depth();
  statistics.batches = counters_.batches.load(std::memory_order_relaxed);
  statistics.changes = counters_.changes.load(std::memory_order_relaxed);
  statistics.rows = counters_.rows.load(std::memory_order_relaxed);
  statistics.conflicts = counters_.conflicts.load(std::memory_order_relaxed);
  statistics.unavailable = counters_.unavailable.load(std::memory_order_relaxed);
  statistics.unknown = counters_.unknown.load(std::memory_order_relaxed);
  statistics.redone = counters_.redone.load(std::memory_order_relaxed);
  statistics.reconnects = counters_.reconnects.load(std::memory_order_relaxed);
  statistics.fenced = counters_.fenced.load(std::memory_order_relaxed);
  statistics.latency = counters_.latency.counts();
  statistics.latency_sum_micros = counters_.latency.sum_micros();
  return statistics;
}

}  // namespace tollgate::mysql
