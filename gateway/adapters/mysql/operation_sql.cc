#include "gateway/adapters/mysql/json_text.h"
#include "gateway/adapters/mysql/row_sql.h"

namespace tollgate::mysql {
namespace {

// When an operation is due decides which node may take it, so the database's clock alone counts it.
// What crosses over is a distance: in memory due_at is by the node's clock, in the table by the
// database's. No two nodes need to agree on the time.
void append_due(SqlText& sql, const Operation& operation) {
  if (operation.due_at)
    sql.time_from_now(*operation.due_at - SystemClock().now());
  else
    sql.null();
}

std::optional<Timestamp> read_due(Row& row) {
  if (row.is_null()) return std::nullopt;
  return SystemClock().now() + Duration(row.integer());
}

}  // namespace

// What was asked never changes; what became of it does.
constinit const Table operations_table = {
    .name = "operations",
    .columns =
        "id, payment_id, merchant_id, kind, cause, final_capture, channel_account, amount, "
        "currency, refund_id, original_id, outcome, outcome_details, sequence, attempt, revision, "
        "due_at, parked, created_at, updated_at",
    .on_duplicate =
        " ON DUPLICATE KEY UPDATE "
        "revision = IF(operations.revision + 1 = VALUES(revision), VALUES(revision), -1), "
        "outcome = VALUES(outcome), outcome_details = VALUES(outcome_details), "
        "sequence = VALUES(sequence), attempt = VALUES(attempt), due_at = VALUES(due_at), "
        "parked = VALUES(parked), updated_at = VALUES(updated_at)",
    .selected =
        "id, payment_id, merchant_id, kind, cause, final_capture, channel_account, amount, "
        "currency, refund_id, original_id, outcome, outcome_details, sequence, attempt, revision, "
        "TIMESTAMPDIFF(MICROSECOND, UTC_TIMESTAMP(6), due_at), parked, created_at, updated_at"};

void append_row(SqlText& sql, const Operation& operation) {
  sql.open_row()
      .id(operation.id)
      .id(operation.payment_id)
      .id(operation.merchant_id)
      .number(operation.kind)
      .number(operation.cause)
      .number(operation.final_capture)
      .text(operation.channel_account)
      .number(operation.amount.minor())
      .text(operation.amount.currency().code())
      .id_or_null(operation.refund_id)
      .id_or_null(operation.original_id)
      .number(operation.outcome.kind)
      .text_or_null(outcome_details_to_json(operation.outcome))
      .number(operation.sequence)
      .number(operation.attempt)
      .number(operation.revision);
  append_due(sql, operation);
  sql.number(operation.parked).time(operation.created_at).time(operation.updated_at).close_row();
}

Operation read_operation(Row& row) {
  const auto id = row.id<OperationId>();
  const auto payment_id = row.id<PaymentId>();
  const auto merchant_id = row.id<MerchantId>();
  const auto kind = row.number<OperationKind>();
  const auto cause = row.number<OperationCause>();
  const bool final_capture = row.integer() != 0;
  const std::string channel_account = row.text();
  Operation operation(row.money());
  operation.id = id;
  operation.payment_id = payment_id;
  operation.merchant_id = merchant_id;
  operation.kind = kind;
  operation.cause = cause;
  operation.final_capture = final_capture;
  operation.channel_account = channel_account;
  operation.refund_id = row.id_or_null<RefundId>();
  operation.original_id = row.id_or_null<OperationId>();
  operation.outcome.kind = row.number<OutcomeKind>();
  if (!row.is_null() && !read_outcome_details(row.text(), operation.outcome))
    row.report_malformed("outcome_details is not the JSON of an outcome");
  operation.sequence = row.natural();
  operation.attempt = row.number<std::uint32_t>();
  operation.revision = row.number<std::uint32_t>();
  operation.due_at = read_due(row);
  operation.parked = row.integer() != 0;
  operation.created_at = row.time();
  operation.updated_at = row.time();
  return operation;
}

}  // namespace tollgate::mysql
