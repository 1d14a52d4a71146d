#include "gateway/adapters/mysql/batch_script.h"

namespace tollgate::mysql {

void BatchScript::write(const Fold& fold, const StreamLease& held, const StreamLease& next,
                        std::chrono::seconds lease_duration, const KnownRequests* known) {
  sql_.clear();
  statements_ = rows_ = 0;
  counts_ = false;
  // Every writer goes through the tables in this order, so that two of them seldom deadlock.
  write_once(requests_table, fold.requests);
  write_once(payment_methods_table, fold.payment_methods);
  write_once(fx_quotes_table, fold.fx_quotes);
  write_guarded(payments_table, fold.new_payments, fold.changed_payments);
  write_guarded(operations_table, fold.new_operations, fold.changed_operations);
  write_guarded(refunds_table, fold.new_refunds, fold.changed_refunds);
  write_once(breaks_table, fold.breaks);
  write_answers(fold.answers, known);
  write_events(fold.events, held);
  begin_statement().raw(
      advance_statement(held, next, lease_duration, counts_ ? "@missing = 0" : "TRUE"));
}

SqlText& BatchScript::begin_statement() {
  if (statements_++ > 0) sql_.raw(";\n");
  return sql_;
}

template <class T>
void BatchScript::write_once(const Table& table, const std::vector<const T*>& rows) {
  if (rows.empty()) return;
  begin_insert(begin_statement(), table);
  for (const T* row : rows) append_row(sql_, *row);
  rows_ += rows.size();
}

template <class T>
void BatchScript::write_guarded(const Table& table, const std::vector<const T*>& added,
                                const std::vector<const T*>& changed) {
  if (added.empty() && changed.empty()) return;
  begin_insert(begin_statement(), table);
  for (const T* row : added) append_row(sql_, *row);
  for (const T* row : changed) append_row(sql_, *row);
  sql_.raw(table.on_duplicate);
  rows_ += added.size() + changed.size();
  // A new row that exists fails by its guard; a changed row that does not would be inserted.
  if (!changed.empty()) expect_touched(added.size() + 2 * changed.size());
}

// The script cannot look at the counts between its statements, so the server adds up what is
// missing, and the last statement refuses the batch for it.
void BatchScript::expect_touched(std::size_t rows) {
  begin_statement().raw("SET @missing = ");
  if (counts_) sql_.raw("@missing + ");
  sql_.number(rows).raw(" - ROW_COUNT()");
  counts_ = true;
}

// A request that is gone (purged after its days) has nobody left to be answered: its answer is
// dropped, because the UPDATE by key touches nothing.
void BatchScript::write_answers(const std::vector<const AnswerUpdate*>& answers,
                                const KnownRequests* known) {
  rows_ += answers.size();
  by_nonce_.clear();
  for (const AnswerUpdate* update : answers) {
    const auto nonce =
        known == nullptr ? std::nullopt : known->nonce_of(update->idempotency_digest);
    if (nonce)
      by_nonce_.emplace_back(*nonce, &update->answer);
    else
      write_answer_by_key(*update);
  }
  if (by_nonce_.empty()) return;
  // The constants only satisfy NOT NULL: every row exists, or the count gives it away.
  begin_statement().raw(
      "INSERT INTO requests (nonce_digest, answer_status, answer_content_type, answer_body, "
      "fingerprint, merchant_id, received_at, expires_at) VALUES ");
  for (const auto& [nonce, answer] : by_nonce_)
    sql_.open_row()
        .bytes(nonce)
        .number(answer->status)
        .text(answer->content_type)
        .binary(answer->body)
        .text("")
        .text("")
        .text("1970-01-01")
        .text("1970-01-01")
        .close_row();
  sql_.raw(
      // The first answer stays. Its status is assigned last: the others look at it.
      " ON DUPLICATE KEY UPDATE "
      "answer_content_type = IF(answer_status IS NULL, VALUES(answer_content_type), "
      "answer_content_type), "
      "answer_body = IF(answer_status IS NULL, VALUES(answer_body), answer_body), "
      "answer_status = IF(answer_status IS NULL, VALUES(answer_status), answer_status)");
  expect_touched(2 * by_nonce_.size());
}

void BatchScript::write_answer_by_key(const AnswerUpdate& update) {
  begin_statement().raw("UPDATE requests SET answer_status = ").number(update.answer.status);
  sql_.raw(", answer_content_type = ").text(update.answer.content_type);
  sql_.raw(", answer_body = ").binary(update.answer.body);
  sql_.raw(" WHERE answer_status IS NULL AND idempotency_digest = ")
      .bytes(update.idempotency_digest);
}

void BatchScript::write_events(const std::vector<const Event*>& events, const StreamLease& held) {
  if (events.empty()) return;
  begin_insert(begin_statement(), events_table);
  std::uint64_t number = held.last_number;
  for (const Event* event : events) append_row(sql_, held.stream, ++number, *event);
  rows_ += events.size();
}

}  // namespace tollgate::mysql
