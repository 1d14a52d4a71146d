#include "gateway/adapters/mysql/open_work.h"

#include <algorithm>

namespace tollgate::mysql {
namespace {

// The oldest of what the two ways of being open select; ids are in order of time.
constexpr std::string_view kOldest =
    "SELECT COALESCE(GREATEST(TIMESTAMPDIFF(SECOND, MIN(created_at), UTC_TIMESTAMP(6)), 0), 0) "
    "FROM operations WHERE ";

}  // namespace

Reply<OpenWork> count_open_work(Connection& connection) {
  OpenWork work;
  std::string sql = "SELECT (SELECT COUNT(*) FROM operations WHERE parked = 1), ";
  sql.append("(SELECT COUNT(*) FROM breaks WHERE closed_at IS NULL), (");
  sql.append(kOldest).append("due_at IS NOT NULL), (").append(kOldest).append("parked = 1)");
  const auto read = connection.query(sql, [&](Row& row) {
    work.parked = row.natural();
    work.breaks = row.natural();
    work.oldest_s = row.natural();
    work.oldest_s = std::max(work.oldest_s, row.natural());
  });
  if (!read) return read.failure();
  return work;
}

}  // namespace tollgate::mysql
