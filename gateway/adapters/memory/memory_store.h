// MemoryStore: the twin of adapters/mysql for tests and the simulation: Store, EventSource and
// Directory with the same answers, and nothing durable. Safe from any thread (one mutex).
//
// A commit lets other coroutines run before and after it takes effect, as a database would; the
// fault plan decides which commits fail and how, so that a simulation can lose answers at will.
#pragma once

#include <functional>
#include <memory>
#include <mutex>

#include "gateway/adapters/memory/tables.h"
#include "gateway/app/ports/directory.h"
#include "gateway/app/ports/event_source.h"
#include "gateway/app/ports/store.h"

namespace tollgate::memory {

enum class CommitFault : std::uint8_t {
  none = 0,
  unavailable,      // refused; nothing is written
  unknown_lost,     // the answer is unknown; nothing is written
  unknown_written,  // the answer is unknown; the change is written, unless it conflicts
};

struct MemoryStoreOptions {
  std::uint16_t streams = 1;
  const Clock* clock = nullptr;  // what leases of followers end by; null: the system's
  // Asked once for each commit; empty: no faults. Called without the lock.
  std::function<CommitFault(const Change&)> fault_plan = {};
  std::function<void()> on_committed = {};  // after a commit that wrote events
};

class MemoryStore final : public Store, public EventSource, public Directory {
 public:
  explicit MemoryStore(MemoryStoreOptions options = {});

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

  Result<StreamCursors> stream_heads() override;
  Result<std::vector<StoredEvent>> read_events(std::uint16_t stream, std::uint64_t after,
                                               std::size_t limit) override;
  Result<StreamCursors> load_cursors(std::string_view follower) override;
  Status save_cursors(const FollowerEpoch& held, const StreamCursors& cursors) override;
  Result<std::optional<FollowerEpoch>> claim_follower(std::string_view follower,
                                                      std::string_view owner,
                                                      Duration lease) override;
  Result<bool> extend_follower(const FollowerEpoch& held, Duration lease) override;
  Status release_follower(const FollowerEpoch& held) override;

  Status insert_merchant(const Merchant& merchant) override;
  Result<std::vector<Merchant>> list_merchants() override;
  Result<std::optional<Merchant>> find_merchant(MerchantId id) override;
  Status insert_api_key(const ApiKey& key) override;
  Result<std::vector<ApiKey>> list_api_keys() override;
  Result<std::optional<ApiKey>> find_api_key(ApiKeyId id) override;
  Result<std::optional<ApiKey>> find_bearer_key(const Digest32& token_digest) override;
  Status revoke_api_key(ApiKeyId id, Timestamp at) override;

  // The moment of a commit alone: nothing runs before or after it, and no fault plan is asked.
  CommitOutcome commit_now(const Change& change);

  // The earliest time that something stored waits for; nothing when nothing does.
  std::optional<Timestamp> next_due() const;

  // For checkers of one thread: what is committed, as it lies there.
  const Tables& tables() const { return tables_; }
  // For checkers that look at everything at once: a copy of what is committed.
  std::vector<Payment> all_payments() const;
  std::vector<Operation> all_operations() const;

 private:
  Timestamp now() const;
  // The row of the follower when `held` is its newest epoch, else null. Needs the lock.
  FollowerRow* find_held(const FollowerEpoch& held);

  const MemoryStoreOptions options_;
  mutable std::mutex mutex_;
  Tables tables_;
};

}  // namespace tollgate::memory
