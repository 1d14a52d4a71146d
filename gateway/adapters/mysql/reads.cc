#include "gateway/adapters/mysql/reads.h"

#include <algorithm>

#include "gateway/adapters/mysql/row_sql.h"

namespace tollgate::mysql {
namespace {

constexpr std::size_t kPageMax = 100;

template <class T>
Reply<std::vector<T>> read_all(Connection& connection, const SqlText& sql, T (*read)(Row&)) {
  std::vector<T> all;
  const auto done = connection.query(sql.str(), [&](Row& row) { all.push_back(read(row)); });
  if (!done) return done.failure();
  return all;
}

template <class T>
Reply<std::optional<T>> read_one(Connection& connection, const SqlText& sql, T (*read)(Row&)) {
  auto all = read_all(connection, sql, read);
  if (!all) return all.failure();
  if (all->empty()) return std::optional<T>();
  return std::optional<T>(std::move(all->front()));
}

void append_owner(SqlText& sql, const Owner& owner) {
  sql.raw(" AND merchant_id = ").id(owner.merchant_id);
  sql.raw(" AND mode = ").number(owner.mode);
}

}  // namespace

Reply<std::optional<Payment>> read_payment(Connection& connection, PaymentId id,
                                           const std::optional<Owner>& owner) {
  SqlText sql = select_from(payments_table);
  sql.raw("WHERE id = ").id(id);
  if (owner) append_owner(sql, *owner);
  return read_one<Payment>(connection, sql, read_payment);
}

Reply<Page> read_payments(Connection& connection, const PaymentFilter& filter) {
  const std::size_t limit = std::min(filter.limit, kPageMax);
  SqlText sql = select_from(payments_table);
  sql.raw("WHERE merchant_id = ").id(filter.merchant_id);
  sql.raw(" AND mode = ").number(filter.mode);
  if (filter.direction) sql.raw(" AND direction = ").number(*filter.direction);
  if (filter.status) sql.raw(" AND status = ").number(*filter.status);
  if (!filter.merchant_reference.empty())
    sql.raw(" AND merchant_reference = ").binary(filter.merchant_reference);
  if (filter.starting_after) sql.raw(" AND id < ").id(*filter.starting_after);
  if (filter.ending_before) sql.raw(" AND id > ").id(*filter.ending_before);
  // ending_before wants the rows next to its bound: read upwards and turn round.
  const bool upwards = filter.ending_before && !filter.starting_after;
  sql.raw(upwards ? " ORDER BY id ASC LIMIT " : " ORDER BY id DESC LIMIT ").number(limit + 1);

  auto rows = read_all<Payment>(connection, sql, read_payment);
  if (!rows) return rows.failure();
  Page page;
  page.has_more = rows->size() > limit;
  if (page.has_more) rows->pop_back();
  page.payments = std::move(*rows);
  if (upwards) std::reverse(page.payments.begin(), page.payments.end());
  return page;
}

Reply<std::vector<Operation>> read_operations(Connection& connection, PaymentId payment) {
  SqlText sql = select_from(operations_table);
  sql.raw("WHERE payment_id = ").id(payment).raw(" ORDER BY created_at, id");
  return read_all<Operation>(connection, sql, read_operation);
}

Reply<std::optional<Operation>> read_operation(Connection& connection, OperationId id) {
  SqlText sql = select_from(operations_table);
  sql.raw("WHERE id = ").id(id);
  return read_one<Operation>(connection, sql, read_operation);
}

Reply<std::vector<Operation>> read_parked_operations(Connection& connection, std::size_t limit) {
  SqlText sql = select_from(operations_table);
  sql.raw("WHERE parked = 1 ORDER BY id LIMIT ").number(limit);
  return read_all<Operation>(connection, sql, read_operation);
}

Reply<std::vector<Break>> read_open_breaks(Connection& connection, std::size_t limit) {
  SqlText sql = select_from(breaks_table);
  sql.raw("WHERE closed_at IS NULL ORDER BY id LIMIT ").number(limit);
  return read_all<Break>(connection, sql, read_break);
}

Reply<bool> close_break(Connection& connection, BreakId id, std::string_view reason, Timestamp at) {
  SqlText sql("UPDATE breaks SET closed_at = ");
  sql.time(at).raw(", closed_reason = ").text(reason);
  sql.raw(" WHERE closed_at IS NULL AND id = ").id(id);
  auto closed = connection.execute(sql.str());
  if (!closed) return closed.failure();
  return *closed == 1;
}

Reply<std::vector<Event>> read_payment_events(Connection& connection, PaymentId payment) {
  SqlText sql = select_from(events_table);
  sql.raw("WHERE payment_id = ").id(payment).raw(" ORDER BY version");
  return read_all<Event>(
      connection, sql, +[](Row& row) { return std::move(read_event(row).event); });
}

Reply<std::optional<Refund>> read_refund(Connection& connection, RefundId id,
                                         const std::optional<Owner>& owner) {
  SqlText sql = select_from(refunds_table);
  sql.raw("WHERE id = ").id(id);
  if (owner) append_owner(sql, *owner);
  return read_one<Refund>(connection, sql, read_refund);
}

Reply<std::vector<Refund>> read_refunds(Connection& connection, PaymentId payment) {
  SqlText sql = select_from(refunds_table);
  sql.raw("WHERE payment_id = ").id(payment).raw(" ORDER BY created_at, id");
  return read_all<Refund>(connection, sql, read_refund);
}

Reply<std::optional<PaymentMethod>> read_payment_method(Connection& connection, PaymentMethodId id,
                                                        const Owner& owner) {
  SqlText sql = select_from(payment_methods_table);
  sql.raw("WHERE id = ").id(id);
  append_owner(sql, owner);
  return read_one<PaymentMethod>(connection, sql, read_payment_method);
}

Reply<std::optional<FxQuote>> read_fx_quote(Connection& connection, FxQuoteId id,
                                            const Owner& owner) {
  SqlText sql = select_from(fx_quotes_table);
  sql.raw("WHERE id = ").id(id);
  append_owner(sql, owner);
  return read_one<FxQuote>(connection, sql, read_fx_quote);
}

Reply<std::optional<RequestRecord>> read_request(Connection& connection,
                                                 const Digest16& idempotency_digest) {
  SqlText sql = select_from(requests_table);
  sql.raw("WHERE idempotency_digest = ").bytes(idempotency_digest);
  return read_one<RequestRecord>(connection, sql, read_request);
}

}  // namespace tollgate::mysql
