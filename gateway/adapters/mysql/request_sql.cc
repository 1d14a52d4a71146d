#include "gateway/adapters/mysql/row_sql.h"

namespace tollgate::mysql {
namespace {

// A nonce must be remembered for as long as its signature is accepted (300 s back, 60 s ahead);
// an idempotency key for as long as the API promises.
constexpr std::chrono::minutes kKeepNonce{10};
constexpr std::chrono::days kKeepIdempotencyKey{7};

}  // namespace

constinit const Table requests_table = {
    .name = "requests",
    .columns =
        "nonce_digest, idempotency_digest, fingerprint, merchant_id, operation_id, received_at, "
        "expires_at, answer_status, answer_content_type, answer_body",
    .on_duplicate = ""};

void append_row(SqlText& sql, const RequestRecord& request) {
  sql.open_row().bytes(request.nonce_digest);
  if (request.idempotency_digest)
    sql.bytes(*request.idempotency_digest);
  else
    sql.null();
  // From now on, by the database's clock, which the purge goes by too: no node's clock, however
  // wrong, makes us forget a key. The column has whole seconds; one more rounds none away.
  const Duration keep =
      request.idempotency_digest ? Duration(kKeepIdempotencyKey) : Duration(kKeepNonce);
  sql.bytes(request.fingerprint)
      .id(request.merchant_id)
      .id_or_null(request.operation_id)
      .time(request.received_at)
      .time_from_now(keep + std::chrono::seconds(1));
  if (request.answer)
    sql.number(request.answer->status)
        .text(request.answer->content_type)
        .binary(request.answer->body);
  else
    sql.null().null().null();
  sql.close_row();
}

RequestRecord read_request(Row& row) {
  RequestRecord request;
  request.nonce_digest = row.bytes<16>();
  if (!row.is_null()) request.idempotency_digest = row.bytes<16>();
  request.fingerprint = row.bytes<32>();
  request.merchant_id = row.id<MerchantId>();
  request.operation_id = row.id_or_null<OperationId>();
  request.received_at = row.time();
  row.text();  // expires_at: the purge's own
  if (!row.is_null()) {
    StoredAnswer answer;
    answer.status = row.number<int>();
    answer.content_type = row.text();
    answer.body = row.text();
    request.answer = std::move(answer);
  }
  return request;
}

}  // namespace tollgate::mysql
