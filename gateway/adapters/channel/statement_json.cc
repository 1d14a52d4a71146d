#include "gateway/adapters/channel/statement_json.h"

#include "gateway/base/json_writer.h"

namespace tollgate::channel {
namespace {

void add_date(JsonWriter& json, std::string_view name, const std::optional<Date>& date) {
  json.member_or_null(name, date ? to_text(*date) : std::string());
}

}  // namespace

std::string to_json(const StatementEntry& entry) {
  JsonWriter json;
  json.begin_object()
      .member("line", static_cast<std::int64_t>(entry.line))
      .member("kind", to_text(entry.kind))
      .member("reversal", entry.is_reversal)
      .member("direction", to_text(entry.direction))
      .member("status", to_text(entry.status))
      .member("amount", entry.amount.minor())
      .member("fee", entry.fee.minor())
      .member("currency", entry.amount.currency().code())
      .member_or_null("operation_id", entry.operation_id)
      .member_or_null("channel_reference", entry.channel_reference);
  add_date(json, "booking_date", entry.booking_date);
  add_date(json, "value_date", entry.value_date);
  json.member_or_null("channel_code", entry.channel_code)
      .member_or_null("description", entry.description);
  json.key("data").begin_object();
  for (const auto& [name, value] : entry.data) json.member(name, value);
  json.end_object().member("repeats", entry.repeats).end_object();
  return json.take();
}

std::string to_json(const StatementSummary& summary) {
  JsonWriter json;
  json.begin_object()
      .member("statement_id", summary.statement_id)
      .member_or_null("account", summary.account);
  add_date(json, "from_date", summary.from_date);
  add_date(json, "to_date", summary.to_date);
  json.member("tells_count", summary.tells_count)
      .member("tells_sums", summary.tells_sums)
      .member("entries", static_cast<std::int64_t>(summary.entries))
      .member("repeated", static_cast<std::int64_t>(summary.repeated));
  json.key("totals").begin_array();
  for (const auto& total : summary.totals) {
    json.begin_object()
        .member("currency", total.currency.code())
        .member("count", static_cast<std::int64_t>(total.count))
        .member("credits", total.credits_minor)
        .member("debits", total.debits_minor)
        .member("fees", total.fees_minor);
    if (total.balances_minor)
      json.member("opening", total.balances_minor->first)
          .member("closing", total.balances_minor->second);
    json.end_object();
  }
  json.end_array().end_object();
  return json.take();
}

}  // namespace tollgate::channel
