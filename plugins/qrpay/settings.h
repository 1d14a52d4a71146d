// The settings of one account at the wallet. A plain value.
#pragma once

#include <string>
#include <string_view>

namespace tollgate::qrpay {

struct Settings {
  std::string base_url;     // "https://wallet.example", without a slash at its end
  std::string account;      // our name at the wallet
  std::string secret;       // signs both ways; or
  std::string signing_key;  // the name of the key that does, which the gateway keeps
  std::string notify_url;   // where the wallet tells what became of an order
  bool redirect = false;    // false: the payer scans a QR code; true: is sent to the wallet's page
};

// False with a sentence in `problem` that names the setting that is wrong.
bool read_settings(std::string_view json, Settings& into, std::string& problem);
std::string_view settings_schema();

}  // namespace tollgate::qrpay
