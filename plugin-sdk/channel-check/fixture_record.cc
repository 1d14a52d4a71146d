// The writing side of fixtures: what was sent and answered, as their JSON has it.
#include <fmt/format.h>

#include <fstream>

#include "gateway/base/encoding.h"
#include "plugin-sdk/channel-check/fixture.h"
#include "plugin-sdk/channel-check/json_file.h"

namespace tollgate::kit {
namespace {

bool is_utf8(const std::string& body) {
  try {
    (void)Json(body).dump();
    return true;
  } catch (const Json::exception&) {
    return false;
  }
}

Json json_of(const channel::WireMessage& message) {
  const std::string body(message.body.reveal());
  if (message.kind == channel::WireKind::frame)
    return {{"frame", to_hex(body)}, {"key", message.correlation_key}};
  Json headers = Json::object();
  for (const auto& [name, value] : message.headers) headers[name] = value;
  Json json = {{"method", message.method}, {"url", message.url}, {"headers", headers}};
  if (is_utf8(body))
    json["body"] = body;
  else
    json["body_hex"] = to_hex(body);
  return json;
}

Json json_of(const NextAction& action) {
  Json json = {{"type", to_text(action.kind)}};
  if (!action.url.empty()) json["url"] = action.url;
  if (!action.qr_code.empty()) json["qr_code"] = action.qr_code;
  for (const auto& [key, value] : action.data) json["data"][key] = value;
  if (action.expires_at) json["expires_at"] = unix_micros(*action.expires_at) / 1'000'000;
  return json;
}

Json json_of(const Outcome& outcome) {
  Json json = {{"kind", to_text(outcome.kind)}};
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty()) json[name] = value;
  };
  add("channel_reference", outcome.channel_reference);
  add("code", outcome.code);
  add("channel_code", outcome.channel_code);
  add("authorization_code", outcome.authorization_code);
  if (outcome.retryable) json["retryable"] = true;
  if (outcome.approved_minor) json["approved_minor"] = *outcome.approved_minor;
  if (const auto& exchange = outcome.exchange) {
    json["exchange"] = {{"settled", exchange->settled.minor()},
                        {"fee", exchange->fee.minor()},
                        {"currency", exchange->settled.currency().code()}};
    if (!exchange->rate.empty()) json["exchange"]["rate"] = exchange->rate;
    if (!exchange->reference.empty()) json["exchange"]["reference"] = exchange->reference;
    if (exchange->expires_at)
      json["exchange"]["expires_at"] = unix_micros(*exchange->expires_at) / 1'000'000;
  }
  if (outcome.next_action) json["next_action"] = json_of(*outcome.next_action);
  if (outcome.data.empty()) return json;
  json["data"] = Json::object();
  for (const auto& [key, value] : outcome.data) json["data"][key] = value;
  return json;
}

}  // namespace

std::string message_json(const channel::WireMessage& message) { return json_of(message).dump(); }

std::optional<std::string> difference(const Fixture& fixture, const Outcome& outcome) {
  const Json wanted = json_of(fixture.outcome);
  const Json given = json_of(outcome);
  for (const auto& name : fixture.outcome_names) {
    const Json none;
    const Json& want = wanted.contains(name) ? wanted[name] : none;
    const Json& have = given.contains(name) ? given[name] : none;
    if (want != have)
      return fmt::format("its outcome's {} is {} where the fixture says {}", name,
                         have.is_null() ? "missing" : have.dump(),
                         want.is_null() ? "nothing" : want.dump());
  }
  return std::nullopt;
}

namespace {

Status write_json(const std::filesystem::path& path, const Json& json) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << json.dump(2) << "\n";
  if (file.flush()) return ok_status();
  return Error{ErrorCode::permission_denied, fmt::format("{} cannot be written.", path.string()),
               "check who owns it"};
}

}  // namespace

Status record_fixture(const std::string& folder, const Fixture& fixture,
                      const std::vector<channel::WireMessage>& messages, const Outcome& outcome) {
  const std::filesystem::path path = std::filesystem::path(folder) / (fixture.name + ".json");
  auto json = read_json(path);
  if (!json) return json.error();
  Json& exchanges = (*json)["exchanges"];
  for (std::size_t i = 0; i < messages.size() && i < exchanges.size(); ++i) {
    Json exchange = {{"message", json_of(messages[i])}, {"reply", exchanges[i]["reply"]}};
    exchanges[i] = std::move(exchange);
  }
  if (!json->contains("outcome")) (*json)["outcome"] = json_of(outcome);
  return write_json(path, *json);
}

Status record_reading(const std::string& folder, const StatementFixture& fixture,
                      const std::string& reading) {
  const std::filesystem::path path = std::filesystem::path(folder) / (fixture.name + ".json");
  auto json = read_json(path);
  if (!json) return json.error();
  if (json->contains("reading")) return ok_status();
  (*json)["reading"] = Json::parse(reading);
  return write_json(path, *json);
}

}  // namespace tollgate::kit
