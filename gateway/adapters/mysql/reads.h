// The reads of the store, each a statement or two on one connection with autocommit on.
#pragma once

#include <optional>
#include <vector>

#include "gateway/adapters/mysql/connection.h"
#include "gateway/app/ports/store.h"

namespace tollgate::mysql {

// Whose rows a read may see; nothing: anybody's (the resolver's reads).
struct Owner {
  MerchantId merchant_id;
  Mode mode = Mode::unknown;
};

Reply<std::optional<Payment>> read_payment(Connection& connection, PaymentId id,
                                           const std::optional<Owner>& owner);
Reply<Page> read_payments(Connection& connection, const PaymentFilter& filter);
Reply<std::vector<Operation>> read_operations(Connection& connection, PaymentId payment);
Reply<std::optional<Operation>> read_operation(Connection& connection, OperationId id);
Reply<std::vector<Event>> read_payment_events(Connection& connection, PaymentId payment);
Reply<std::optional<Refund>> read_refund(Connection& connection, RefundId id,
                                         const std::optional<Owner>& owner);
Reply<std::vector<Refund>> read_refunds(Connection& connection, PaymentId payment);
Reply<std::optional<PaymentMethod>> read_payment_method(Connection& connection, PaymentMethodId id,
                                                        const Owner& owner);
Reply<std::optional<FxQuote>> read_fx_quote(Connection& connection, FxQuoteId id,
                                            const Owner& owner);
Reply<std::optional<RequestRecord>> read_request(Connection& connection,
                                                 const Digest16& idempotency_digest);

// Due is what the database's clock says; `now` only words the lease by the caller's clock.
Reply<std::vector<Operation>> claim_due(Connection& connection, Timestamp now, Duration lease,
                                        std::size_t limit);
Reply<std::vector<Payment>> claim_expired(Connection& connection, Timestamp now, Duration lease,
                                          std::size_t limit);
Reply<std::vector<Operation>> read_parked_operations(Connection& connection, std::size_t limit);
Reply<std::vector<Break>> read_open_breaks(Connection& connection, std::size_t limit);
// Whether there was an open break of this id.
Reply<bool> close_break(Connection& connection, BreakId id, std::string_view reason, Timestamp at);
// Removes at most `limit` requests whose time is over; how many.
Reply<std::size_t> purge_requests(Connection& connection, std::size_t limit);
// The same of quotes that were given more than `keep` ago.
Reply<std::size_t> purge_fx_quotes(Connection& connection, std::chrono::hours keep,
                                   std::size_t limit);

}  // namespace tollgate::mysql
