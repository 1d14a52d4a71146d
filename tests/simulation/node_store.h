// NodeStore: one process's connection to the store that all share. Everybody else may run before
// and after each read and commit; it refuses, stalls and loses answers as its world's mix says. The
// defects that live at the store are made here. One thread.
#pragma once

#include "gateway/adapters/memory/memory_store.h"
#include "tests/simulation/journal.h"
#include "tests/simulation/places.h"

namespace tollgate::simulation {

class NodeStore final : public Store {
 public:
  NodeStore(Stage& stage, memory::MemoryStore& shared, Journal& journal, Places& places,
            Owner owner)
      : stage_(stage), shared_(shared), journal_(journal), places_(places), owner_(owner) {}

  std::function<void()> on_events;  // after a commit that wrote some

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

 private:
  template <class T>
  Task<Result<T>> slow_read(Task<Result<T>> shared_read);
  template <class T>
  Task<Result<T>> read(Task<Result<T>> shared_read);
  template <class T>
  Task<Result<T>> claim(Task<Result<T>> shared_claim);
  CommitOutcome write(const Change& change);
  void spoil(Change& change);

  Stage& stage_;
  memory::MemoryStore& shared_;
  Journal& journal_;
  Places& places_;
  const Owner owner_;
};

}  // namespace tollgate::simulation
