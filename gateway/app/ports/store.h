// Store: where payments live. Two implementations: adapters/mysql (durable) and adapters/memory
// (its twin for tests and simulation). Every method is safe from any thread; a Task resumes on
// the executor of the coroutine that awaits it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gateway/app/ports/change.h"
#include "gateway/app/task.h"
#include "gateway/base/result.h"

namespace tollgate {

struct PaymentFilter {
  MerchantId merchant_id;
  Mode mode = Mode::unknown;
  std::optional<PaymentDirection> direction;
  std::optional<PaymentStatus> status;
  std::string merchant_reference;           // empty: any
  std::optional<PaymentId> starting_after;  // newest first: older than this one
  std::optional<PaymentId> ending_before;   // newer than this one
  std::size_t limit = 10;                   // at most 100; one more row tells has_more
};

struct Page {
  std::vector<Payment> payments;  // newest first
  bool has_more = false;
};

class Store {
 public:
  virtual ~Store() = default;

  // Returns once the change is durable, or with the reason why nothing of it was written.
  virtual Task<CommitOutcome> commit(Change change) = 0;

  // Reads see what was committed before they were called. Another merchant's or mode's rows are
  // "not there" (an empty optional). Errors: unavailable.
  virtual Task<Result<std::optional<Payment>>> find_payment(MerchantId merchant, Mode mode,
                                                            PaymentId id) = 0;
  virtual Task<Result<Page>> list_payments(PaymentFilter filter) = 0;
  virtual Task<Result<std::vector<Operation>>> list_operations(
      PaymentId payment) = 0;                                                   // oldest first
  virtual Task<Result<std::vector<Event>>> list_events(PaymentId payment) = 0;  // by version
  virtual Task<Result<std::optional<Refund>>> find_refund(MerchantId merchant, Mode mode,
                                                          RefundId id) = 0;
  virtual Task<Result<std::vector<Refund>>> list_refunds(PaymentId payment) = 0;  // oldest first
  virtual Task<Result<std::optional<PaymentMethod>>> find_payment_method(MerchantId merchant,
                                                                         Mode mode,
                                                                         PaymentMethodId id) = 0;
  virtual Task<Result<std::optional<FxQuote>>> find_fx_quote(MerchantId merchant, Mode mode,
                                                             FxQuoteId id) = 0;
  virtual Task<Result<std::optional<RequestRecord>>> find_request(Digest16 idempotency_digest) = 0;

  // The resolver's reads, of any merchant. claim_due_operations moves due_at of what it returns
  // to now + lease (and counts the revision), so that no second claim gets it meanwhile.
  virtual Task<Result<std::vector<Operation>>> claim_due_operations(Timestamp now, Duration lease,
                                                                    std::size_t limit) = 0;
  // The same for payments that wait for a clock: expires_at moves to now + lease. The version
  // stays: a payment's versions are its events.
  virtual Task<Result<std::vector<Payment>>> claim_expired_payments(Timestamp now, Duration lease,
                                                                    std::size_t limit) = 0;
  virtual Task<Result<std::optional<Payment>>> load_payment(PaymentId id) = 0;
  virtual Task<Result<std::optional<Refund>>> load_refund(RefundId id) = 0;
  virtual Task<Result<std::optional<Operation>>> load_operation(OperationId id) = 0;

  // For people: what is parked, longest first, and open breaks, oldest first; at most `limit`.
  virtual Task<Result<std::vector<Operation>>> list_parked_operations(std::size_t limit) = 0;
  virtual Task<Result<std::vector<Break>>> list_open_breaks(std::size_t limit) = 0;
  // Closes an open break; not_found when there is none of this id.
  virtual Task<Status> close_break(BreakId id, std::string reason, Timestamp at) = 0;
};

}  // namespace tollgate
