#include "gateway/adapters/http/api/payment_body.h"

#include <algorithm>

#include "gateway/base/ascii.h"

namespace tollgate::http {
namespace {

constexpr std::size_t kReferenceCharsMax = 64;
constexpr std::size_t kPurposeCharsMax = 35;
constexpr std::size_t kNameBytesMax = 560;  // 140 characters of four bytes
constexpr std::size_t kAccountCharsMax = 34;
constexpr std::size_t kIbanCharsMax = 42;  // 34, in groups of four

bool is_upper_or_digit(char c) { return is_upper(c) || is_digit(c); }

bool is_iban(std::string_view text) {
  return text.size() >= 15 && text.size() <= kAccountCharsMax && is_upper(text[0]) &&
         is_upper(text[1]) && is_digit(text[2]) && is_digit(text[3]) &&
         std::all_of(text.begin(), text.end(), is_upper_or_digit);
}

bool is_bic(std::string_view text) {
  return (text.size() == 8 || text.size() == 11) &&
         std::all_of(text.begin(), text.end(), is_upper_or_digit);
}

// Its electronic form: people write it in groups.
std::string read_iban(JsonBody& object) {
  std::string iban = object.text("iban", Presence::optional, kIbanCharsMax);
  std::erase(iban, ' ');
  if (!iban.empty() && !is_iban(iban))
    object.fail("parameter_invalid", "iban",
                "iban is a country, two check digits and up to 30 letters and digits.");
  return iban;
}

std::optional<FxQuoteId> read_fx_quote_id(JsonBody& body) {
  const std::string text = body.text("fx_quote", Presence::optional, 64);
  if (text.empty()) return std::nullopt;
  const auto id = FxQuoteId::parse(text);
  if (!id)
    body.fail("parameter_invalid", "fx_quote",
              "fx_quote must be the id of a quote: fxq_… (POST /v1/fx_quotes).");
  return id;
}

}  // namespace

void read_references(JsonBody& body, CreatePayment& command) {
  command.fx_quote = read_fx_quote_id(body);
  command.merchant_reference =
      body.text("merchant_reference", Presence::optional, kReferenceCharsMax);
  command.customer = body.text("customer", Presence::optional, kTextCharsMax);
  command.description = body.text("description", Presence::optional, kTextCharsMax);
  command.purpose = body.text("purpose", Presence::optional, kPurposeCharsMax);
  command.metadata = body.metadata("metadata");
}

std::optional<Party> read_party(JsonBody& object) {
  Party party;
  party.name = object.text("name", Presence::optional, kNameBytesMax);
  party.iban = read_iban(object);
  party.account = object.text("account", Presence::optional, kAccountCharsMax);
  party.bic = object.text("bic", Presence::optional, 11);
  party.country = object.text("country", Presence::optional, 2);
  if (party == Party{}) return std::nullopt;
  if (party.name.empty()) object.fail("parameter_missing", "name", "name is required.");
  if (party.iban.empty() && party.account.empty())
    object.fail("parameter_missing", "iban", "iban is required, or account where there is none.");
  if (!party.iban.empty() && !party.account.empty())
    object.fail("parameter_invalid", "account", "Give one of iban, account.");
  if (!party.bic.empty() && !is_bic(party.bic))
    object.fail("parameter_invalid", "bic", "bic has 8 or 11 capital letters and digits.");
  const auto& country = party.country;
  if (!country.empty() && (country.size() != 2 || !is_upper(country[0]) || !is_upper(country[1])))
    object.fail("parameter_invalid", "country", "country is two capital letters (ISO 3166-1).");
  return party;
}

}  // namespace tollgate::http
