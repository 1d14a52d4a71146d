#include "gateway/adapters/channel/settings_text.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace tollgate::channel {
namespace {

constexpr std::size_t kBlottedMin = 4;  // a shorter secret would blot out innocent words
constexpr std::size_t kEscapedMax = 6;  // bytes of "\u0000"

// Written by hand so that the secret is copied into one place only, which is wiped.
void append_json_string(std::string& into, std::string_view text) {
  into.push_back('"');
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      into.push_back('\\');
      into.push_back(c);
    } else if (static_cast<unsigned char>(c) < 0x20) {
      fmt::format_to(std::back_inserter(into), "\\u{:04x}", static_cast<unsigned char>(c));
    } else {
      into.push_back(c);
    }
  }
  into.push_back('"');
}

}  // namespace

Result<Secret> compose_settings(const ChannelAccount& account) {
  const auto settings =
      nlohmann::json::parse(account.settings, nullptr, /*allow_exceptions=*/false);
  if (!settings.is_object())
    return Error{ErrorCode::invalid_argument,
                 fmt::format("The settings of the channel account {} are not one JSON object.",
                             account.name),
                 "write them as {\"name\": value, ...}"};
  std::string text = settings.dump();
  std::size_t room = text.size();
  for (const auto& [name, secret] : account.secrets)
    room += kEscapedMax * (name.size() + secret.size()) + 6;
  text.reserve(room);
  text.pop_back();
  for (const auto& [name, secret] : account.secrets) {
    if (settings.contains(name))
      return Error{ErrorCode::invalid_argument,
                   fmt::format("The channel account {} has {} both as a setting and as a secret.",
                               account.name, name),
                   "keep the secret and remove the setting"};
    if (text.size() > 1) text.push_back(',');
    append_json_string(text, name);
    text.push_back(':');
    append_json_string(text, secret.reveal());
  }
  text.push_back('}');
  return Secret(std::move(text));
}

std::string without_secrets(std::string text, const ChannelAccount& account) {
  for (const auto& [name, secret] : account.secrets) {
    if (secret.size() < kBlottedMin) continue;
    for (auto at = text.find(secret.reveal()); at != std::string::npos;
         at = text.find(secret.reveal()))
      text.replace(at, secret.size(), "***");
  }
  return text;
}

}  // namespace tollgate::channel
