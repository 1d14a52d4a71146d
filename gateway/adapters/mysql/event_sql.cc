#include "gateway/adapters/mysql/row_sql.h"

namespace tollgate::mysql {

constinit const Table events_table = {
    .name = "events",
    .columns = "stream, number, id, payment_id, merchant_id, version, type, occurred_at, data",
    .on_duplicate = ""};

void append_row(SqlText& sql, std::uint16_t stream, std::uint64_t number, const Event& event) {
  sql.open_row()
      .number(stream)
      .number(number)
      .id(event.id)
      .id(event.payment_id)
      .id(event.merchant_id)
      .number(event.version)
      .text(event.type)
      .time(event.occurred_at)
      .text(event.data)
      .close_row();
}

StoredEvent read_event(Row& row) {
  StoredEvent stored;
  stored.stream = row.number<std::uint16_t>();
  stored.number = row.natural();
  Event& event = stored.event;
  event.id = row.id<EventId>();
  event.payment_id = row.id<PaymentId>();
  event.merchant_id = row.id<MerchantId>();
  event.version = row.number<std::uint32_t>();
  event.type = row.text();
  event.occurred_at = row.time();
  event.data = row.text();
  return stored;
}

}  // namespace tollgate::mysql
