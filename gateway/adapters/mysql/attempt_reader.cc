#include "gateway/adapters/mysql/attempt_reader.h"

#include <nlohmann/json.hpp>

#include "gateway/adapters/mysql/sql_text.h"
#include "gateway/payment/status.h"

namespace tollgate::mysql {
namespace {

constexpr std::string_view kFacts =
    "SELECT p.id, p.merchant_id, p.mode, p.amount, p.currency, p.direction, p.customer, "
    "p.created_at, "
    "p.risk_record, COALESCE(m.fingerprint, '') FROM ";
constexpr std::string_view kMethods =
    " LEFT JOIN payment_methods m ON m.id = p.payment_method_id WHERE ";

// What app/screening.cc wrote; a record of an older build has no payer.
void read_payer(std::string_view record, risk::PaymentFacts& facts) {
  const auto json = nlohmann::json::parse(record, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object()) return;
  const auto payer = json.find("payer");
  if (payer == json.end() || !payer->is_object()) return;
  for (const auto& [name, place] :
       {std::pair("ip", &risk::PaymentFacts::ip), std::pair("device", &risk::PaymentFacts::device),
        std::pair("email", &risk::PaymentFacts::email)}) {
    const auto value = payer->find(name);
    if (value != payer->end() && value->is_string()) facts.*place = value->get<std::string>();
  }
}

risk::PaymentFacts read_facts(Row& row) {
  const auto id = row.id<PaymentId>();
  const auto merchant = row.id<MerchantId>();
  const Mode mode = row.number<Mode>();
  risk::PaymentFacts facts(row.money());
  facts.payment_id = id.str();
  facts.merchant_id = merchant.str();
  facts.live = mode == Mode::live;
  facts.direction = to_text(row.number<PaymentDirection>());
  facts.customer = row.text();
  facts.created_at = row.time();
  if (!row.is_null()) read_payer(row.text(), facts);
  facts.card_fingerprint = row.text();
  return facts;
}

}  // namespace

Result<std::vector<risk::PaymentFacts>> AttemptReader::read(std::string_view sql) {
  using Attempts = std::vector<risk::PaymentFacts>;
  return connection_
      .call<Attempts>([&](Connection& connection) -> Reply<Attempts> {
        Attempts attempts;
        const auto done =
            connection.query(sql, [&](Row& row) { attempts.push_back(read_facts(row)); });
        if (!done) return done.failure();
        return attempts;
      })
      .to_result();
}

Result<std::vector<AttemptReader::Stream>> AttemptReader::streams() {
  const std::string prefix = node_.substr(0, 200) + "/";
  return connection_
      .call<std::vector<Stream>>([&](Connection& connection) -> Reply<std::vector<Stream>> {
        std::vector<Stream> streams;
        const auto done =
            connection.query("SELECT stream, last_number, owner FROM streams", [&](Row& row) {
              Stream stream;
              stream.stream = row.number<std::uint16_t>();
              stream.head = row.natural();
              stream.own = row.text().starts_with(prefix);
              streams.push_back(stream);
            });
        if (!done) return done.failure();
        return streams;
      })
      .to_result();
}

Result<std::vector<risk::PaymentFacts>> AttemptReader::begun(std::uint16_t stream,
                                                             std::uint64_t after,
                                                             std::uint64_t up_to) {
  SqlText sql;
  sql.raw(kFacts).raw("events e JOIN payments p ON p.id = e.payment_id").raw(kMethods);
  sql.raw("e.version = 1 AND e.stream = ").number(stream);
  sql.raw(" AND e.number > ").number(after).raw(" AND e.number <= ").number(up_to);
  return read(sql.raw(" ORDER BY e.number").str());
}

Result<std::vector<risk::PaymentFacts>> AttemptReader::before(PaymentId id, std::size_t limit) {
  SqlText sql;
  sql.raw(kFacts).raw("payments p").raw(kMethods).raw("p.id < ").id(id);
  return read(sql.raw(" ORDER BY p.id DESC LIMIT ").number(limit).str());
}

}  // namespace tollgate::mysql
