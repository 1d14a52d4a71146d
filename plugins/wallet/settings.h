// Settings: one merchant's account at the wallet. Immutable once read; safe from any thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "plugins/wallet/merchant_qr.h"
#include "plugins/wallet/rsa2.h"

namespace tollgate::wallet {

// What the payer gets where the payment does not say it.
enum class Presentation { qr_code, redirect };

struct Settings {
  std::string gateway_url;  // "https://openapi.wallet.example/gateway.do", without a query
  std::string app_id;
  std::string notify_url;  // empty: the wallet tells nothing, and is asked
  std::string return_url;  // where the payer's browser comes back to; empty: to the wallet's choice
  Presentation presentation = Presentation::qr_code;
  std::optional<QrMerchant> qr;  // nothing: the code is the wallet's own text
  std::int64_t valid_minutes = 15;
  std::int64_t payer_code_wait_s = 60;
  std::uint32_t timeout_ms = 8000;
  PrivateKey private_key;
  PublicKey wallet_public_key;

  Settings(PrivateKey ours, PublicKey wallets)
      : private_key(std::move(ours)), wallet_public_key(std::move(wallets)) {}
};

// Null, and a sentence in `problem` that names the setting that is wrong, without its value.
std::unique_ptr<const Settings> read_settings(std::string_view json, std::string& problem);

// JSON Schema of what read_settings takes.
extern const std::string_view kSettingsSchema;

}  // namespace tollgate::wallet
