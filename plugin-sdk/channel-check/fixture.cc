#include "plugin-sdk/channel-check/fixture.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <initializer_list>

#include "gateway/base/encoding.h"
#include "plugin-sdk/channel-check/json_file.h"

namespace tollgate::kit {
namespace {

using channel::WireReply;
using channel::WireStatus;
namespace fs = std::filesystem;

// What is wrong with a file: thrown by the readers below and caught in read_file().
struct Wrong {
  std::string sentence;
};

const Json& member(const Json& object, const char* name) {
  const auto at = object.find(name);
  if (at == object.end()) throw Wrong{fmt::format("has no \"{}\"", name)};
  return *at;
}

std::string text(const Json& object, const char* name, const char* otherwise = "") {
  const auto at = object.find(name);
  if (at == object.end()) return otherwise;
  if (!at->is_string()) throw Wrong{fmt::format("has a \"{}\" that is no text", name)};
  return at->get<std::string>();
}

std::int64_t number(const Json& object, const char* name, std::int64_t otherwise) {
  const auto at = object.find(name);
  if (at == object.end()) return otherwise;
  if (!at->is_number_integer()) throw Wrong{fmt::format("has a \"{}\" that is no integer", name)};
  return at->get<std::int64_t>();
}

OperationKind kind_named(const std::string& name) {
  for (int kind = 1; kind <= static_cast<int>(OperationKind::quote); ++kind)
    if (to_text(static_cast<OperationKind>(kind)) == name) return static_cast<OperationKind>(kind);
  throw Wrong{fmt::format("names the operation \"{}\", which there is not", name)};
}

OutcomeKind outcome_named(const std::string& name) {
  for (int kind = 0; kind <= static_cast<int>(OutcomeKind::not_sent); ++kind)
    if (to_text(static_cast<OutcomeKind>(kind)) == name) return static_cast<OutcomeKind>(kind);
  throw Wrong{fmt::format("names the outcome \"{}\", which there is not", name)};
}

std::string bytes(const Json& object, const char* plain, const char* hex) {
  if (!object.contains(hex)) return text(object, plain);
  const auto decoded = from_hex(text(object, hex));
  if (!decoded) throw Wrong{fmt::format("has a \"{}\" that is no lower-case hex", hex)};
  return *decoded;
}

std::vector<std::pair<std::string, std::string>> pairs(const Json& object, const char* name) {
  std::vector<std::pair<std::string, std::string>> read;
  const auto at = object.find(name);
  if (at == object.end()) return read;
  for (const auto& [key, value] : at->items()) {
    if (!value.is_string()) throw Wrong{fmt::format("has a value in \"{}\" that is no text", name)};
    read.emplace_back(key, value.get<std::string>());
  }
  return read;
}

Exchange read_exchange(const Json& json) {
  const auto currency = Currency::parse(text(json, "currency"));
  if (!currency) throw Wrong{"has an exchange without a currency of ISO 4217"};
  Exchange exchange(Money(number(json, "settled", 0), *currency),
                    Money(number(json, "fee", 0), *currency));
  exchange.rate = text(json, "rate");
  exchange.reference = text(json, "reference");
  if (json.contains("expires_at"))
    exchange.expires_at = Timestamp(std::chrono::seconds(number(json, "expires_at", 0)));
  return exchange;
}

std::optional<Party> read_party(const Json& json) {
  const auto at = json.find("counterparty");
  if (at == json.end()) return std::nullopt;
  Party party;
  party.name = text(*at, "name");
  party.iban = text(*at, "iban");
  party.account = text(*at, "account");
  party.bic = text(*at, "bic");
  party.country = text(*at, "country");
  return party;
}

// A name that is not read would be a promise that nobody holds.
void only(const Json& object, std::initializer_list<std::string_view> names) {
  for (const auto& [name, value] : object.items())
    if (std::find(names.begin(), names.end(), name) == names.end())
      throw Wrong{fmt::format("has a \"{}\" where there may be: {}", name, fmt::join(names, ", "))};
}

NextAction read_next_action(const Json& json) {
  only(json, {"type", "url", "qr_code", "data", "expires_at"});
  NextAction action;
  const auto kind = next_action_kind_from_text(text(json, "type"));
  if (!kind) throw Wrong{fmt::format("has a next_action of no known type: {}", text(json, "type"))};
  action.kind = *kind;
  action.url = text(json, "url");
  action.qr_code = text(json, "qr_code");
  action.data = pairs(json, "data");
  if (json.contains("expires_at"))
    action.expires_at = Timestamp(std::chrono::seconds(number(json, "expires_at", 0)));
  return action;
}

Outcome read_outcome(const Json& json) {
  only(json, {"kind", "channel_reference", "code", "channel_code", "authorization_code",
              "retryable", "approved_minor", "data", "exchange", "next_action"});
  Outcome outcome;
  outcome.kind = outcome_named(text(json, "kind", "unknown"));
  outcome.channel_reference = text(json, "channel_reference");
  outcome.code = text(json, "code");
  outcome.channel_code = text(json, "channel_code");
  outcome.authorization_code = text(json, "authorization_code");
  outcome.retryable = json.value("retryable", false);
  if (json.contains("approved_minor")) outcome.approved_minor = number(json, "approved_minor", 0);
  outcome.data = pairs(json, "data");
  if (json.contains("exchange")) outcome.exchange = read_exchange(json["exchange"]);
  if (json.contains("next_action")) outcome.next_action = read_next_action(json["next_action"]);
  return outcome;
}

WireReply read_reply(const Json& json) {
  if (json.is_string()) {
    const auto word = json.get<std::string>();
    if (word == "no_reply") return {WireStatus::no_reply, "fixture"};
    if (word == "closed") return {WireStatus::closed, "fixture"};
    if (word == "not_sent") return {WireStatus::not_sent, "fixture"};
    throw Wrong{"has a \"reply\" that is neither an object, no_reply, closed nor not_sent"};
  }
  WireReply reply(WireStatus::ok, "fixture");
  reply.http_status = static_cast<int>(number(json, "status", 0));
  reply.headers = pairs(json, "headers");
  reply.body = Secret(bytes(json, "body", "frame"));
  return reply;
}

void read_operation(const Json& json, Fixture& into) {
  into.kind = kind_named(text(json, "kind"));
  into.number = static_cast<int>(number(json, "number", 1));
  into.attempt = static_cast<std::uint32_t>(number(json, "attempt", 1));
  into.minor = number(json, "amount", 1999);
  into.currency = text(json, "currency", "EUR");
  if (!Currency::parse(into.currency))
    throw Wrong{fmt::format("has the currency \"{}\", which there is not", into.currency)};
  into.method = text(json, "method");
  into.card_number = text(json, "card");
  into.description = text(json, "description", "Two coffees");
  into.final_capture = json.value("final_capture", true);
  into.metadata = pairs(json, "metadata");
  into.quoted_kind = kind_named(text(json, "for", "sale"));
  if (json.contains("quote")) into.quote = read_exchange(json["quote"]);
  into.counterparty = read_party(json);
  into.purpose = text(json, "purpose");
  if (!json.contains("original")) return;
  const Json& original = member(json, "original");
  FixtureOriginal& read = into.original.emplace();
  read.kind = kind_named(text(original, "kind"));
  read.number = static_cast<int>(number(original, "number", 1));
  read.minor = number(original, "amount", into.minor);
  read.outcome = read_outcome(original.value("outcome", Json::object()));
}

Fixture read_exchange_fixture(const Json& json) {
  Fixture fixture;
  read_operation(member(json, "operation"), fixture);
  for (const auto& exchange : member(json, "exchanges")) {
    FixtureExchange& read = fixture.exchanges.emplace_back();
    if (exchange.contains("message")) read.message = exchange["message"].dump();
    read.reply = read_reply(member(exchange, "reply"));
  }
  if (json.contains("outcome")) {
    fixture.outcome = read_outcome(json["outcome"]);
    for (const auto& [name, value] : json["outcome"].items()) fixture.outcome_names.push_back(name);
  }
  return fixture;
}

NotificationFixture read_notification_fixture(const Json& json) {
  NotificationFixture fixture;
  const Json& request = member(json, "notification");
  RawNotification& raw = fixture.notification;
  raw.method = text(request, "method", "POST");
  raw.path = text(request, "path", "/v1/notify/channel/check");
  raw.query = text(request, "query");
  raw.headers = pairs(request, "headers");
  raw.body = bytes(request, "body", "body_hex");
  raw.received_at = from_unix_micros(number(request, "time_unix_us", 1'795'264'200'000'000));
  const Json& reading = member(json, "reading");
  fixture.reading.accepted = text(reading, "verdict", "refused") == "accepted";
  fixture.reading.event_id = text(reading, "event_id");
  for (const auto& report : reading.value("reports", Json::array())) {
    ChannelReport& read = fixture.reading.reports.emplace_back();
    const auto id = OperationId::parse(text(report, "operation_id"));
    if (!id)
      throw Wrong{
          "has a report whose operation_id is none: op_ and 26 characters, as "
          "--record writes it into a message"};
    read.operation_id = *id;
    read.outcome.kind = outcome_named(text(report, "outcome", "unknown"));
    if (report.contains("amount")) {
      const auto currency = Currency::parse(text(report, "currency"));
      if (!currency) throw Wrong{"has a report of an amount without a currency"};
      read.amount = Money(number(report, "amount", 0), *currency);
    }
  }
  return fixture;
}

StatementFixture read_statement_fixture(const Json& json) {
  StatementFixture fixture;
  const Json& file = member(json, "statement");
  fixture.file_name = text(file, "name");
  fixture.bytes = bytes(file, "content", "content_hex");
  for (const auto& line : file.value("lines", Json::array())) {
    if (!line.is_string()) throw Wrong{"has a line of a statement that is no text"};
    fixture.bytes += line.get<std::string>() + "\n";
  }
  if (!json.contains("reading")) return fixture;
  fixture.reading = json["reading"].dump();
  fixture.good = !json["reading"].contains("problem");
  return fixture;
}

Status read_file(const fs::path& path, Fixtures& into) {
  auto json = read_json(path);
  if (!json) return json.error();
  const std::string name = path.stem().string();
  if (name == "keys") {
    auto keys = read_keys(path.string());
    if (!keys) return keys.error();
    into.keys = std::move(*keys);
    return ok_status();
  }
  if (name == "settings") {
    into.settings = json->dump();
    return ok_status();
  }
  try {
    if (json->contains("notification")) {
      into.notifications.push_back(read_notification_fixture(*json));
      into.notifications.back().name = name;
    } else if (json->contains("statement")) {
      into.statements.push_back(read_statement_fixture(*json));
      into.statements.back().name = name;
    } else {
      into.exchanges.push_back(read_exchange_fixture(*json));
      into.exchanges.back().name = name;
    }
  } catch (const Wrong& wrong) {
    return Error{ErrorCode::invalid_argument, fmt::format("{} {}.", path.string(), wrong.sentence),
                 "see \"Fixtures\" in plugin-sdk/README.md"};
  } catch (const Json::exception& wrong) {
    return Error{ErrorCode::invalid_argument,
                 fmt::format("{} is not as a fixture should be: {}.", path.string(), wrong.what()),
                 "see \"Fixtures\" in plugin-sdk/README.md"};
  }
  return ok_status();
}

}  // namespace

Result<std::vector<std::pair<std::string, Secret>>> read_keys(const std::string& path) {
  auto json = read_json(path);
  if (!json) return json.error();
  std::vector<std::pair<std::string, Secret>> keys;
  for (const auto& [name, value] : json->items()) {
    if (!value.is_string())
      return Error{ErrorCode::invalid_argument,
                   fmt::format("{} has a key {} that is no text.", path, name),
                   "see \"Fixtures\" in plugin-sdk/README.md"};
    keys.emplace_back(name, Secret(value.get<std::string>()));
  }
  return keys;
}

Result<Fixtures> read_fixtures(const std::string& folder) {
  Fixtures fixtures;
  std::error_code missing;
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder, missing))
    if (entry.path().extension() == ".json") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  for (const auto& file : files)
    if (auto status = read_file(file, fixtures); !status) return status.error();
  return fixtures;
}

}  // namespace tollgate::kit
