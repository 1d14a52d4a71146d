#include "gateway/adapters/mysql/sequence_blocks.h"

#include "gateway/adapters/mysql/sql_text.h"

namespace tollgate::mysql {

// LAST_INSERT_ID(x) is x, and remembers it for this connection alone.
Result<std::uint64_t> SequenceBlocks::take(std::string_view channel_account, std::uint64_t count) {
  SqlText sql("INSERT INTO channel_sequences (channel_account, next_number) VALUES (");
  sql.binary(channel_account).raw(", LAST_INSERT_ID(1 + ").number(count);
  sql.raw(")) ON DUPLICATE KEY UPDATE next_number = LAST_INSERT_ID(next_number + ").number(count);
  sql.raw(")");
  return connection_
      .call<std::uint64_t>([&](Connection& connection) -> Reply<std::uint64_t> {
        if (const auto moved = connection.execute(sql.str()); !moved) return moved.failure();
        std::uint64_t next = 0;
        const auto read =
            connection.query("SELECT LAST_INSERT_ID()", [&](Row& row) { next = row.natural(); });
        if (!read) return read.failure();
        return next - count;
      })
      .to_result();
}

}  // namespace tollgate::mysql
