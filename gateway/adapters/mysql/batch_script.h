// BatchScript: the statements that write a Fold, as one text: a transaction but for its COMMIT.
// Reuse one: it keeps its memory.
#pragma once

#include <chrono>
#include <string_view>
#include <vector>

#include "gateway/adapters/mysql/fold.h"
#include "gateway/adapters/mysql/known_requests.h"
#include "gateway/adapters/mysql/row_sql.h"
#include "gateway/adapters/mysql/sql_text.h"
#include "gateway/adapters/mysql/stream_lease.h"

namespace tollgate::mysql {

class BatchScript {
 public:
  // Fails as duplicate_key or out_of_range, whole, when a row's guard does not hold, a row to be
  // changed is missing or the stream has another owner. `known` may be null.
  void write(const Fold& fold, const StreamLease& held, const StreamLease& next,
             std::chrono::seconds lease_duration, const KnownRequests* known);

  std::string_view str() const { return sql_.str(); }
  std::size_t statements() const { return statements_; }
  std::size_t rows() const { return rows_; }

 private:
  SqlText& begin_statement();
  template <class T>
  void write_once(const Table& table, const std::vector<const T*>& rows);
  template <class T>
  void write_guarded(const Table& table, const std::vector<const T*>& added,
                     const std::vector<const T*>& changed);
  void expect_touched(std::size_t rows);
  void write_answers(const std::vector<const AnswerUpdate*>& answers, const KnownRequests* known);
  void write_answer_by_key(const AnswerUpdate& update);
  void write_events(const std::vector<const Event*>& events, const StreamLease& held);

  SqlText sql_;
  std::size_t statements_ = 0;
  std::size_t rows_ = 0;
  bool counts_ = false;  // @missing is in use
  std::vector<std::pair<Digest16, const StoredAnswer*>> by_nonce_;
};

}  // namespace tollgate::mysql
