#include "plugins/crossborder/quote.h"

#include <nlohmann/json.hpp>

#include "plugins/crossborder/amount.h"
#include "plugins/crossborder/utf8.h"

namespace tollgate::crossborder {
namespace {

using Json = nlohmann::json;
using sdk::Outcome;

constexpr std::size_t kMessageMax = 105;
constexpr std::size_t kContractIdMax = 35;  // CtrctId of pain.001, Max35Text
constexpr std::int64_t kMicros = 1'000'000;
constexpr std::int64_t kLatestUnixSeconds = 253'402'300'799;  // the year 9999

std::string text_of(const Json& json, const char* name) {
  const auto found = json.find(name);
  return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::optional<tollgate_money> money_of(const Json& json, const char* name,
                                       const std::string& currency) {
  const auto minor = minor_of(text_of(json, name), exponent_of(currency));
  if (!minor || currency.size() != 3) return std::nullopt;
  tollgate_money money{};
  money.minor = *minor;
  currency.copy(money.currency, sizeof money.currency - 1);
  money.exponent = static_cast<std::uint16_t>(exponent_of(currency));
  return money;
}

Outcome unreadable() {
  return Outcome::unknown(TOLLGATE_CODE_BAD_RESPONSE, "The bank's quote cannot be believed.");
}

}  // namespace

std::string write_quote_request(const sdk::Request& request, const std::string& amount) {
  const bool pays_out = request.quoted_kind == TOLLGATE_OPERATION_PAYOUT;
  const Json json = {{"reference", std::string(request.operation_id)},
                     {"side", pays_out ? "pay_out" : "collect"},
                     {"amount", amount},
                     {"currency", request.amount.currency}};
  return json.dump();
}

Outcome read_quote(const sdk::Reply& reply, const sdk::Request& request,
                   const std::string& amount) {
  if (!reply.ok()) return Outcome::of_wire(reply);
  const Json json = Json::parse(reply.body, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object()) return unreadable();
  if (reply.http_status == 422)
    return Outcome::declined("currency_not_supported", one_line(text_of(json, "why"), kMessageMax));
  if (reply.http_status != 200 || text_of(json, "amount") != amount ||
      text_of(json, "currency") != request.amount.currency)
    return unreadable();
  const std::string currency = text_of(json, "settled_currency");
  const auto settled = money_of(json, "settled", currency);
  const auto fee = money_of(json, "fee", currency);
  const std::string name = text_of(json, "quote");
  const auto end = json.find("expires_at");
  const bool ends = end != json.end() && end->is_number_integer() && end->get<std::int64_t>() > 0 &&
                    end->get<std::int64_t>() <= kLatestUnixSeconds;
  if (!settled || !fee || !ends || name.empty() || name.size() > kContractIdMax ||
      !is_printable(name))
    return unreadable();
  Outcome outcome = Outcome::approved(name);
  sdk::Exchange& promise = outcome.exchange.emplace();
  promise.settled = *settled;
  promise.fee = *fee;
  promise.rate = text_of(json, "rate");
  promise.reference = name;
  promise.expires_at_unix_us = end->get<std::int64_t>() * kMicros;
  return outcome;
}

}  // namespace tollgate::crossborder
