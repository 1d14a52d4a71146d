#include "gateway/adapters/http/api/body_parts.h"

namespace tollgate::http {
namespace {

Currency read_currency(JsonBody& body) {
  const std::string code = body.text("currency", Presence::required, 3);
  const auto currency = Currency::parse(code);
  if (!currency && !code.empty())
    body.fail("currency_not_supported", "currency",
              "\"" + code + "\" is not a currency: use an ISO 4217 code such as EUR.");
  return currency.value_or(*Currency::parse("EUR"));
}

}  // namespace

Money read_amount(JsonBody& body) {
  const auto minor = body.integer("amount", Presence::required, 1, Money::kMinorMax);
  return {minor.value_or(0), read_currency(body)};
}

std::string read_method_name(JsonBody& body, std::string_view fallback) {
  const auto presence = fallback.empty() ? Presence::required : Presence::optional;
  std::string name = body.text("payment_method_type", presence, kMethodCharsMax);
  if (name.empty()) name = fallback;
  if (!name.empty() && !is_method_name(name))
    body.fail("parameter_invalid", "payment_method_type",
              "payment_method_type is \"card\", or another method of a channel in lower-case "
              "letters, digits and '_': \"wallet\".");
  return name;
}

}  // namespace tollgate::http
