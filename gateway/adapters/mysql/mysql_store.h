// MySqlStore: the durable Store, on MariaDB or MySQL. Changes are folded into few large commits by
// a few writers; reads run on threads of their own. Safe from any thread.
//
// It works without a database too, in its way: changes wait a bounded time and are then answered
// `unavailable`, and everything goes on by itself when the database is back.
#pragma once

#include <memory>
#include <vector>

#include "gateway/adapters/mysql/reader_pool.h"
#include "gateway/adapters/mysql/store_options.h"
#include "gateway/adapters/mysql/store_statistics.h"
#include "gateway/app/ports/store.h"

namespace tollgate::mysql {

class StreamWriter;

// What people and alerts must know of.
struct OpenWork {
  std::uint64_t parked = 0;    // operations that wait for a person
  std::uint64_t breaks = 0;    // open ones
  std::uint64_t oldest_s = 0;  // age of the oldest operation that is due or parked
};

class MySqlStore final : public Store {
 public:
  // Starts the threads; does not wait for the database. The schema must exist (migrate()).
  explicit MySqlStore(StoreOptions options);
  ~MySqlStore() override;

  // Answers everything that waits and ends the threads; afterwards all is `unavailable`.
  void stop();
  StoreStatistics statistics() const;
  // How long a change, and a read, that is asked for now waits for the others before it.
  Duration expected_commit_wait() const;
  Duration expected_read_wait() const { return readers_.expected_wait(); }

  Task<CommitOutcome> commit(Change change) override;

  Task<Result<std::optional<Payment>>> find_payment(MerchantId merchant, Mode mode,
                                                    PaymentId id) override;
  Task<Result<Page>> list_payments(PaymentFilter filter) override;
  Task<Result<std::vector<Operation>>> list_operations(PaymentId payment) override;
  Task<Result<std::vector<Event>>> list_events(PaymentId payment) override;
  Task<Result<std::optional<Refund>>> find_refund(MerchantId merchant, Mode mode,
                                                  RefundId id) override;
  Task<Result<std::vector<Refund>>> list_refunds(PaymentId payment) override;
  Task<Result<std::optional<PaymentMethod>>> find_payment_method(MerchantId merchant, Mode mode,
                                                                 PaymentMethodId id) override;
  Task<Result<std::optional<FxQuote>>> find_fx_quote(MerchantId merchant, Mode mode,
                                                     FxQuoteId id) override;
  Task<Result<std::optional<RequestRecord>>> find_request(Digest16 idempotency_digest) override;
  Task<Result<std::vector<Operation>>> claim_due_operations(Timestamp now, Duration lease,
                                                            std::size_t limit) override;
  Task<Result<std::vector<Payment>>> claim_expired_payments(Timestamp now, Duration lease,
                                                            std::size_t limit) override;
  Task<Result<std::optional<Payment>>> load_payment(PaymentId id) override;
  Task<Result<std::optional<Refund>>> load_refund(RefundId id) override;
  Task<Result<std::optional<Operation>>> load_operation(OperationId id) override;
  Task<Result<std::vector<Operation>>> list_parked_operations(std::size_t limit) override;
  Task<Result<std::vector<Break>>> list_open_breaks(std::size_t limit) override;
  Task<Status> close_break(BreakId id, std::string reason, Timestamp at) override;

  // Housekeeping: forgets at most `limit` requests whose time is over by the database's clock (a
  // nonce alone after ten minutes, an idempotency key after seven days); how many. Call again while
  // it equals `limit`.
  Task<Result<std::size_t>> purge_requests(std::size_t limit);
  // The same of quotes, 30 days after they were given. Payments keep their own copy.
  Task<Result<std::size_t>> purge_fx_quotes(std::size_t limit);

  Task<Result<OpenWork>> count_open_work();

 private:
  const StoreOptions options_;
  CommitCounters counters_;
  std::vector<std::unique_ptr<StreamWriter>> writers_;
  ReaderPool readers_;
};

}  // namespace tollgate::mysql
