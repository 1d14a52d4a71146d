#include "plugins/card/settings.h"

#include <nlohmann/json.hpp>

#include "plugins/card/settings_reader.h"

namespace tollgate::card {
namespace {

std::string padded(std::string text, std::size_t size) {
  if (!text.empty()) text.resize(size, ' ');
  return text;
}

// With zeros in front of it.
std::string in_front(std::string digits, std::size_t size) {
  if (!digits.empty()) digits.insert(0, size - digits.size(), '0');
  return digits;
}

}  // namespace

std::optional<Settings> parse_settings(std::string_view json, std::string& problem) {
  nlohmann::json object = nlohmann::json::parse(json, nullptr, /*allow_exceptions=*/false);
  if (!object.is_object()) {
    problem = "The settings are not a JSON object.";
    return std::nullopt;
  }
  SettingsReader reader(std::move(object), problem);
  Settings settings;
  settings.addresses = reader.texts("addresses", 16);
  settings.tls = reader.boolean("tls", settings.tls);
  settings.sign_on = reader.boolean("sign_on", settings.sign_on);
  settings.dialect = reader.dialect("dialect");
  settings.mac = reader.mac("mac_algorithm", "mac_key");
  if (reader.has("mac_key_id")) {
    settings.mac_key_id = in_front(reader.text("mac_key_id", Content::digits, 16), 16);
  }
  settings.acquirer_id = reader.text("acquirer_id", Content::digits, 11);
  settings.terminal_id = padded(reader.text("terminal_id", Content::printable, 8), 8);
  settings.merchant_id = padded(reader.text("merchant_id", Content::printable, 15), 15);
  settings.merchant_category_code = reader.text("merchant_category_code", Content::digits, 4);
  settings.timeout_ms = reader.number("timeout_ms", settings.timeout_ms, 100, 120'000);
  settings.echo_interval_ms =
      reader.number("echo_interval_ms", settings.echo_interval_ms, 0, 3'600'000);
  settings.in_flight_max = reader.number("in_flight_max", settings.in_flight_max, 1, 100'000);
  if (problem.empty() && settings.merchant_category_code.size() != 4) {
    problem = "The setting merchant_category_code must be a string of 4 digits.";
  }
  if (!reader.finish()) return std::nullopt;
  return settings;
}

}  // namespace tollgate::card
