// Settings: one merchant's account at the acquirer, as read from the channel account's JSON.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/card/dialect.h"
#include "plugins/card/mac.h"

namespace tollgate::card {

struct Settings {
  std::vector<std::string> addresses;  // "host:port"
  bool tls = false;
  bool sign_on = true;
  const Dialect* dialect = &kDialects.front();  // never null
  MacKey mac;
  std::string mac_key_id;              // element 53: 16 digits, or empty
  std::string acquirer_id;             // element 32: 1 to 11 digits
  std::string terminal_id;             // element 41: 8 characters, padded with spaces
  std::string merchant_id;             // element 42: 15 characters, padded with spaces
  std::string merchant_category_code;  // element 18: 4 digits
  std::uint32_t timeout_ms = 15'000;
  std::uint32_t echo_interval_ms = 60'000;
  std::uint32_t in_flight_max = 10'000;
};

// JSON Schema of what parse_settings takes.
extern const std::string_view kSettingsSchema;

// Nothing, and a sentence in `problem` that names the setting, when the JSON is not to the schema.
std::optional<Settings> parse_settings(std::string_view json, std::string& problem);

}  // namespace tollgate::card
