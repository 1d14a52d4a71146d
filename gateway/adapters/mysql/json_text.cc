#include "gateway/adapters/mysql/json_text.h"

#include <nlohmann/json.hpp>

namespace tollgate::mysql {
namespace {

using Json = nlohmann::json;

std::string dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Json parse(std::string_view text) { return Json::parse(text, nullptr, /*allow_exceptions=*/false); }

bool is_text_list(const Json& json) {
  return json.is_array() &&
         std::all_of(json.begin(), json.end(), [](const Json& item) { return item.is_string(); });
}

Json pairs_as_array(const TextPairs& pairs) {
  Json array = Json::array();
  for (const auto& [key, value] : pairs) array.push_back(Json::array({key, value}));
  return array;
}

std::optional<TextPairs> array_as_pairs(const Json& array) {
  if (!array.is_array()) return std::nullopt;
  TextPairs pairs;
  pairs.reserve(array.size());
  for (const Json& item : array) {
    if (!is_text_list(item) || item.size() != 2) return std::nullopt;
    pairs.emplace_back(item[0].get<std::string>(), item[1].get<std::string>());
  }
  return pairs;
}

Json next_action_as_object(const NextAction& action) {
  Json json;
  json["kind"] = to_text(action.kind);
  if (!action.url.empty()) json["url"] = action.url;
  if (!action.qr_code.empty()) json["qr_code"] = action.qr_code;
  if (!action.data.empty()) json["data"] = pairs_as_array(action.data);
  if (action.expires_at) json["expires_at"] = unix_micros(*action.expires_at);
  return json;
}

std::optional<NextAction> object_as_next_action(const Json& json) {
  if (!json.is_object()) return std::nullopt;
  const auto text = [&json](const char* name) {
    const auto found = json.find(name);
    return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
  };
  const auto kind = next_action_kind_from_text(text("kind"));
  if (!kind) return std::nullopt;
  NextAction action;
  action.kind = *kind;
  action.url = text("url");
  action.qr_code = text("qr_code");
  if (const auto found = json.find("data"); found != json.end()) {
    auto pairs = array_as_pairs(*found);
    if (!pairs) return std::nullopt;
    action.data = std::move(*pairs);
  }
  if (const auto found = json.find("expires_at"); found != json.end()) {
    if (!found->is_number_integer()) return std::nullopt;
    action.expires_at = from_unix_micros(found->get<std::int64_t>());
  }
  return action;
}

Json exchange_as_object(const Exchange& exchange) {
  Json json;
  json["settled"] = exchange.settled.minor();
  json["fee"] = exchange.fee.minor();
  json["currency"] = exchange.settled.currency().code();
  if (!exchange.rate.empty()) json["rate"] = exchange.rate;
  if (!exchange.reference.empty()) json["reference"] = exchange.reference;
  if (exchange.expires_at) json["expires_at"] = unix_micros(*exchange.expires_at);
  return json;
}

std::optional<Exchange> object_as_exchange(const Json& json) {
  if (!json.is_object()) return std::nullopt;
  const auto number = [&json](const char* name) -> std::optional<std::int64_t> {
    const auto found = json.find(name);
    if (found == json.end() || !found->is_number_integer()) return std::nullopt;
    return found->get<std::int64_t>();
  };
  const auto text = [&json](const char* name) {
    const auto found = json.find(name);
    return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
  };
  const auto settled = number("settled");
  const auto fee = number("fee");
  const auto currency = Currency::parse(text("currency"));
  if (!settled || !fee || !currency) return std::nullopt;
  Exchange exchange(Money(*settled, *currency), Money(*fee, *currency));
  exchange.rate = text("rate");
  exchange.reference = text("reference");
  if (const auto end = number("expires_at")) exchange.expires_at = from_unix_micros(*end);
  return exchange;
}

// The text members of an outcome by their names in JSON.
constexpr std::pair<const char*, std::string Outcome::*> kOutcomeTexts[] = {
    {"channel_reference", &Outcome::channel_reference},
    {"code", &Outcome::code},
    {"channel_code", &Outcome::channel_code},
    {"message", &Outcome::message},
    {"authorization_code", &Outcome::authorization_code},
};

constexpr std::pair<const char*, std::string Authentication::*> kAuthenticationTexts[] = {
    {"version", &Authentication::version},
    {"transaction_status", &Authentication::transaction_status},
    {"eci", &Authentication::eci},
    {"cavv", &Authentication::cavv},
    {"ds_transaction_id", &Authentication::ds_transaction_id},
};

constexpr std::pair<const char*, std::string Party::*> kPartyTexts[] = {
    {"name", &Party::name}, {"iban", &Party::iban},       {"account", &Party::account},
    {"bic", &Party::bic},   {"country", &Party::country},
};

// A value of nothing but texts, each under its name.
template <class Value, std::size_t N>
std::optional<std::string> texts_to_json(
    const std::optional<Value>& value,
    const std::pair<const char*, std::string Value::*> (&texts)[N]) {
  if (!value) return std::nullopt;
  Json json = Json::object();
  for (const auto& [name, member] : texts) json[name] = (*value).*member;
  return dump(json);
}

template <class Value, std::size_t N>
std::optional<Value> texts_from_json(
    std::string_view text, const std::pair<const char*, std::string Value::*> (&texts)[N]) {
  const Json json = parse(text);
  if (!json.is_object()) return std::nullopt;
  Value value;
  for (const auto& [name, member] : texts) {
    const auto found = json.find(name);
    if (found == json.end() || !found->is_string()) return std::nullopt;
    value.*member = found->template get<std::string>();
  }
  return value;
}

}  // namespace

std::optional<std::string> pairs_to_json(const TextPairs& pairs) {
  if (pairs.empty()) return std::nullopt;
  return dump(pairs_as_array(pairs));
}

std::optional<TextPairs> pairs_from_json(std::string_view text) {
  return array_as_pairs(parse(text));
}

std::optional<std::string> list_to_json(const std::vector<std::string>& list) {
  if (list.empty()) return std::nullopt;
  return dump(Json(list));
}

std::optional<std::vector<std::string>> list_from_json(std::string_view text) {
  const Json json = parse(text);
  if (!is_text_list(json)) return std::nullopt;
  return json.get<std::vector<std::string>>();
}

std::optional<std::string> next_action_to_json(const std::optional<NextAction>& action) {
  if (!action) return std::nullopt;
  return dump(next_action_as_object(*action));
}

std::optional<NextAction> next_action_from_json(std::string_view text) {
  return object_as_next_action(parse(text));
}

std::optional<std::string> authentication_to_json(const std::optional<Authentication>& done) {
  return texts_to_json(done, kAuthenticationTexts);
}

std::optional<Authentication> authentication_from_json(std::string_view text) {
  return texts_from_json<Authentication>(text, kAuthenticationTexts);
}

std::optional<std::string> party_to_json(const std::optional<Party>& party) {
  return texts_to_json(party, kPartyTexts);
}

std::optional<Party> party_from_json(std::string_view text) {
  return texts_from_json<Party>(text, kPartyTexts);
}

std::optional<std::string> exchange_to_json(const std::optional<Exchange>& exchange) {
  if (!exchange) return std::nullopt;
  return dump(exchange_as_object(*exchange));
}

std::optional<Exchange> exchange_from_json(std::string_view text) {
  return object_as_exchange(parse(text));
}

std::optional<std::string> outcome_details_to_json(const Outcome& outcome) {
  Json json;
  for (const auto& [name, member] : kOutcomeTexts)
    if (!(outcome.*member).empty()) json[name] = outcome.*member;
  if (outcome.approved_minor) json["approved_minor"] = *outcome.approved_minor;
  if (outcome.retryable) json["retryable"] = true;
  if (!outcome.data.empty()) json["data"] = pairs_as_array(outcome.data);
  if (outcome.next_action) json["next_action"] = next_action_as_object(*outcome.next_action);
  if (outcome.exchange) json["exchange"] = exchange_as_object(*outcome.exchange);
  if (json.is_null()) return std::nullopt;
  return dump(json);
}

bool read_outcome_details(std::string_view text, Outcome& outcome) {
  const Json json = parse(text);
  if (!json.is_object()) return false;
  for (const auto& [name, member] : kOutcomeTexts) {
    const auto found = json.find(name);
    if (found == json.end()) continue;
    if (!found->is_string()) return false;
    outcome.*member = found->get<std::string>();
  }
  if (const auto found = json.find("approved_minor"); found != json.end()) {
    if (!found->is_number_integer()) return false;
    outcome.approved_minor = found->get<std::int64_t>();
  }
  outcome.retryable = json.contains("retryable");
  if (const auto found = json.find("next_action"); found != json.end()) {
    outcome.next_action = object_as_next_action(*found);
    if (!outcome.next_action) return false;
  }
  if (const auto found = json.find("exchange"); found != json.end()) {
    outcome.exchange = object_as_exchange(*found);
    if (!outcome.exchange) return false;
  }
  if (const auto found = json.find("data"); found != json.end()) {
    auto pairs = array_as_pairs(*found);
    if (!pairs) return false;
    outcome.data = std::move(*pairs);
  }
  return true;
}

}  // namespace tollgate::mysql
