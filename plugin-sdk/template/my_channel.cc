// MyChannel: cards through an acquirer that is asked with JSON over HTTP. Its protocol is that of
// acquirer.py beside this file; put yours in its place, one operation after the other, and let
// channel-check say what the new one forgets.
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "tollgate/channel.hpp"

namespace {

using Json = nlohmann::json;
using tollgate::sdk::Http;
using tollgate::sdk::Operation;
using tollgate::sdk::Outcome;
using tollgate::sdk::Reply;
using tollgate::sdk::Request;

// ---- settings: what stands in a channel_account's settings and secrets

constexpr std::string_view kSettingsSchema = R"({
  "type": "object",
  "additionalProperties": false,
  "required": ["base_url", "api_key"],
  "properties": {
    "base_url": {"type": "string", "description": "The acquirer's API, without a slash at its end."},
    "api_key": {"type": "string", "writeOnly": true, "description": "The merchant's key there."}
  }
})";

struct Settings {
  std::string base_url;
  std::string api_key;
};

// Takes the member out of `object`; false, and a sentence, when it is no text.
bool take_text(Json& object, const char* name, std::string& into, std::string& problem) {
  const auto at = object.find(name);
  if (at == object.end() || !at->is_string() || at->get_ref<const std::string&>().empty()) {
    problem = "The setting " + std::string(name) + " must be a text that is not empty.";
    return false;
  }
  into = at->get<std::string>();
  object.erase(at);
  return true;
}

bool read_settings(std::string_view json, Settings& into, std::string& problem) {
  Json object = Json::parse(json, nullptr, false);
  if (!object.is_object()) {
    problem = "The settings are not one JSON object.";
    return false;
  }
  if (!take_text(object, "base_url", into.base_url, problem) ||
      !take_text(object, "api_key", into.api_key, problem))
    return false;
  if (!into.base_url.starts_with("https://") && !into.base_url.starts_with("http://"))
    problem = "The setting base_url must be an http or https URL.";
  else if (!object.empty())
    problem = "The setting " + object.begin().key() + " is unknown; remove it.";
  return problem.empty();
}

// ---- what the acquirer says

std::string text_of(const Json& object, const char* name) {
  const auto at = object.find(name);
  return at != object.end() && at->is_string() ? at->get<std::string>() : std::string();
}

// The acquirer's reasons in the gateway's words; the rest is told as it came, in channel_code.
std::string decline_code(std::string_view reason) {
  if (reason == "no_funds") return TOLLGATE_CODE_INSUFFICIENT_FUNDS;
  if (reason == "card_expired") return TOLLGATE_CODE_EXPIRED_CARD;
  if (reason == "too_much") return TOLLGATE_CODE_INVALID_AMOUNT;
  if (reason == "no_such_operation") return TOLLGATE_CODE_NOT_FOUND;
  return TOLLGATE_CODE_DO_NOT_HONOR;
}

// An answer is believed when it is about what was asked. All else is unknown, which is never a
// decline: the gateway then asks again until it knows.
Outcome outcome_of(const Reply& reply, const Request& request) {
  if (!reply.ok()) return Outcome::of_wire(reply);
  const auto not_understood = [] {
    return Outcome::unknown(TOLLGATE_CODE_BAD_RESPONSE, "The answer cannot be understood.");
  };
  const Json answer = Json::parse(reply.body, nullptr, false);
  if (reply.http_status != 200 || !answer.is_object()) return not_understood();
  if (text_of(answer, "operation") != request.operation_id ||
      text_of(answer, "currency") != request.amount.currency ||
      answer.value("amount", Json()) != Json(request.amount.minor))
    return not_understood();

  const std::string status = text_of(answer, "status");
  const std::string reference = text_of(answer, "reference");
  if (status == "approved" && !reference.empty()) return Outcome::approved(reference);
  if (status != "declined") return not_understood();
  const std::string reason = text_of(answer, "reason");
  Outcome declined = Outcome::declined(decline_code(reason), "The acquirer declined.");
  declined.channel_code = reason;
  return declined;
}

// ---- the channel

class MyChannel final : public tollgate::sdk::Channel {
 public:
  static std::unique_ptr<MyChannel> create(std::string_view json, std::string& problem) {
    auto channel = std::make_unique<MyChannel>();
    if (!read_settings(json, channel->settings_, problem)) return nullptr;
    return channel;
  }

  Operation authorize(Request request) const override { return charge("authorize", request); }
  Operation sale(Request request) const override { return charge("sale", request); }
  Operation capture(Request request) const override { return follow("capture", request); }
  Operation void_original(Request request) const override { return follow("void", request); }
  Operation refund(Request request) const override { return follow("refund", request); }

 private:
  Operation charge(const char* what, Request request) const {
    if (!request.card)
      co_return Outcome::not_sent(TOLLGATE_CODE_UNUSABLE_REQUEST, "The operation has no card.");
    Json body = body_of(what, request);
    body["card"] = {{"number", request.card->number},
                    {"expiry_month", request.card->expiry_month},
                    {"expiry_year", request.card->expiry_year}};
    Http message = put(request, body);
    const Reply reply = co_await std::move(message);
    co_return outcome_of(reply, request);
  }

  Operation follow(const char* what, Request request) const {
    if (!request.original)
      co_return Outcome::not_sent(TOLLGATE_CODE_UNUSABLE_REQUEST, "It names no original.");
    Json body = body_of(what, request);
    body["original"] = request.original->operation_id;
    Http message = put(request, body);
    const Reply reply = co_await std::move(message);
    co_return outcome_of(reply, request);
  }

  static Json body_of(const char* what, const Request& request) {
    return {
        {"kind", what}, {"amount", request.amount.minor}, {"currency", request.amount.currency}};
  }

  // Put below the operation's own id: the acquirer does it once however often it is asked.
  Http put(const Request& request, const Json& body) const {
    Http message("PUT", settings_.base_url + "/operations/" + std::string(request.operation_id),
                 body.dump());
    message.add_header("Content-Type", "application/json");
    message.add_header("Authorization", "Bearer " + settings_.api_key);
    return message;
  }

  Settings settings_;
};

// What the gateway may ask for, and what it may do when an answer did not come.
tollgate::sdk::Descriptor descriptor() {
  constexpr auto kIdempotent = TOLLGATE_RECOVERY_IDEMPOTENT_BY_REFERENCE;
  constexpr auto kAnyTimes = TOLLGATE_TAKES_PARTIAL | TOLLGATE_TAKES_MULTIPLE;
  return {
      .id = "my_vendor.my_channel",
      .name = "MyChannel",
      .vendor = "my_vendor",
      .version = "0.1.0",
      .operations = {{TOLLGATE_OPERATION_AUTHORIZE, kIdempotent, TOLLGATE_NEEDS_CARD},
                     {TOLLGATE_OPERATION_SALE, kIdempotent, TOLLGATE_NEEDS_CARD},
                     {TOLLGATE_OPERATION_CAPTURE, kIdempotent, kAnyTimes},
                     {TOLLGATE_OPERATION_VOID, kIdempotent},
                     {TOLLGATE_OPERATION_REFUND, kIdempotent, kAnyTimes}},
      .methods = {"card"},
      .currencies = {{"*", 1, 9'007'199'254'740'991}},
      .settings_schema = kSettingsSchema,
  };
}

}  // namespace

TOLLGATE_CHANNEL(MyChannel, descriptor())
