#include "plugins/qrpay/settings.h"

#include <nlohmann/json.hpp>

namespace tollgate::qrpay {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kTextMax = 1024;

bool take_text(Json& object, const char* name, std::string& into, std::string& problem) {
  const auto at = object.find(name);
  if (at == object.end() || !at->is_string() || at->get_ref<const std::string&>().empty() ||
      at->get_ref<const std::string&>().size() > kTextMax) {
    problem = "The setting " + std::string(name) + " must be a text of 1 to 1024 characters.";
    return false;
  }
  into = at->get<std::string>();
  object.erase(at);
  return true;
}

bool take_one_of_two(Json& object, Settings& into, std::string& problem) {
  if (object.contains("signing_key") && object.contains("secret")) {
    problem = "The settings have both secret and signing_key; keep one of them.";
    return false;
  }
  return object.contains("signing_key")
             ? take_text(object, "signing_key", into.signing_key, problem)
             : take_text(object, "secret", into.secret, problem);
}

bool is_url(const std::string& text) {
  return text.starts_with("http://") || text.starts_with("https://");
}

}  // namespace

bool read_settings(std::string_view json, Settings& into, std::string& problem) {
  Json object = Json::parse(json, nullptr, false);
  if (!object.is_object()) {
    problem = "The settings are not one JSON object.";
    return false;
  }
  std::string presentation;
  if (!take_text(object, "base_url", into.base_url, problem) ||
      !take_text(object, "account", into.account, problem) ||
      !take_one_of_two(object, into, problem) ||
      !take_text(object, "notify_url", into.notify_url, problem) ||
      !take_text(object, "presentation", presentation, problem))
    return false;
  if (!is_url(into.base_url) || into.base_url.ends_with('/') || !is_url(into.notify_url))
    problem =
        "The settings base_url and notify_url must be http or https URLs, base_url without a "
        "slash at its end.";
  else if (presentation != "qr_code" && presentation != "redirect")
    problem = "The setting presentation must be qr_code or redirect.";
  else if (!object.empty())
    problem = "The setting " + object.begin().key() + " is unknown; remove it.";
  into.redirect = presentation == "redirect";
  return problem.empty();
}

std::string_view settings_schema() {
  return R"({
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "additionalProperties": false,
  "required": ["base_url", "account", "notify_url", "presentation"],
  "properties": {
    "base_url": {"type": "string", "description": "The wallet's API, without a slash at its end."},
    "account": {"type": "string", "description": "The merchant's name at the wallet."},
    "secret": {"type": "string", "writeOnly": true,
               "description": "The shared secret that signs requests and notifications."},
    "signing_key": {"type": "string",
                    "description": "Instead of it, its name in [channel_account.keys]: it then stays in the gateway."},
    "notify_url": {"type": "string",
                   "description": "This gateway's /v1/notify/tollgate.qrpay/ACCOUNT, as the wallet reaches it."},
    "presentation": {"enum": ["qr_code", "redirect"],
                     "description": "What the payer gets: a code to scan, or the wallet's page."}
  }
})";
}

}  // namespace tollgate::qrpay
