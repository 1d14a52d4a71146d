// Each stored type as SQL: its table, and a row of it written and read. The order of the columns is
// one and the same in all three places.
//
// What changes later (payments, operations, refunds) is written by an upsert that carries its own
// guard: the new version must be one more than the stored one, or the statement fails as
// out_of_range because -1 does not fit the unsigned column. So new and changed rows share a
// statement, and no read is needed before it. The caller adds up the touched rows: a row that
// should have been there and was not counts one instead of two.
#pragma once

#include <string_view>

#include "gateway/adapters/mysql/row.h"
#include "gateway/adapters/mysql/sql_text.h"
#include "gateway/app/ports/change.h"

namespace tollgate::mysql {

struct Table {
  std::string_view name;
  std::string_view columns;
  std::string_view on_duplicate;   // the guarded update; empty: rows are written once
  std::string_view selected = {};  // what is read for the columns; empty: they themselves
};

extern const Table payments_table;
void append_row(SqlText& sql, const Payment& payment);
Payment read_payment(Row& row);

extern const Table operations_table;
void append_row(SqlText& sql, const Operation& operation);
Operation read_operation(Row& row);

extern const Table refunds_table;
void append_row(SqlText& sql, const Refund& refund);
Refund read_refund(Row& row);

extern const Table payment_methods_table;
void append_row(SqlText& sql, const PaymentMethod& method);
PaymentMethod read_payment_method(Row& row);

extern const Table fx_quotes_table;
void append_row(SqlText& sql, const FxQuote& quote);
FxQuote read_fx_quote(Row& row);

extern const Table requests_table;
void append_row(SqlText& sql, const RequestRecord& request);
RequestRecord read_request(Row& row);

extern const Table breaks_table;
void append_row(SqlText& sql, const Break& found);
Break read_break(Row& row);

extern const Table events_table;
void append_row(SqlText& sql, std::uint16_t stream, std::uint64_t number, const Event& event);
StoredEvent read_event(Row& row);

// "INSERT INTO name (columns) VALUES ": append_row() continues it.
SqlText& begin_insert(SqlText& sql, const Table& table);
// "SELECT columns FROM name ": a WHERE continues it.
SqlText select_from(const Table& table);

}  // namespace tollgate::mysql
