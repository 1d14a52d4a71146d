#include "gateway/adapters/mysql/event_source.h"

#include "gateway/adapters/mysql/row_sql.h"

namespace tollgate::mysql {
namespace {

Reply<StreamCursors> read_cursors(Connection& connection, std::string_view sql) {
  StreamCursors cursors;
  const auto read = connection.query(sql, [&](Row& row) {
    const auto stream = row.number<std::uint16_t>();
    cursors[stream] = row.natural();
  });
  if (!read) return read.failure();
  return cursors;
}

}  // namespace

Result<StreamCursors> MySqlEventSource::stream_heads() {
  return connection_
      .call<StreamCursors>([](Connection& connection) {
        return read_cursors(connection, "SELECT stream, last_number FROM streams");
      })
      .to_result();
}

Result<std::vector<StoredEvent>> MySqlEventSource::read_events(std::uint16_t stream,
                                                               std::uint64_t after,
                                                               std::size_t limit) {
  SqlText sql = select_from(events_table);
  sql.raw("WHERE stream = ").number(stream).raw(" AND number > ").number(after);
  sql.raw(" ORDER BY number LIMIT ").number(limit);
  return connection_
      .call<std::vector<StoredEvent>>(
          [&](Connection& connection) -> Reply<std::vector<StoredEvent>> {
            std::vector<StoredEvent> events;
            const auto read =
                connection.query(sql.str(), [&](Row& row) { events.push_back(read_event(row)); });
            if (!read) return read.failure();
            return events;
          })
      .to_result();
}

Result<StreamCursors> MySqlEventSource::load_cursors(std::string_view follower) {
  SqlText sql("SELECT stream, number FROM follower_cursors WHERE follower = ");
  sql.binary(follower);
  return connection_
      .call<StreamCursors>(
          [&](Connection& connection) { return read_cursors(connection, sql.str()); })
      .to_result();
}

}  // namespace tollgate::mysql
