#include "gateway/adapters/mysql/row_sql.h"

namespace tollgate::mysql {

SqlText& begin_insert(SqlText& sql, const Table& table) {
  return sql.raw("INSERT INTO ").raw(table.name).raw(" (").raw(table.columns).raw(") VALUES ");
}

SqlText select_from(const Table& table) {
  SqlText sql;
  sql.raw("SELECT ")
      .raw(table.selected.empty() ? table.columns : table.selected)
      .raw(" FROM ")
      .raw(table.name)
      .raw(" ");
  return sql;
}

}  // namespace tollgate::mysql
