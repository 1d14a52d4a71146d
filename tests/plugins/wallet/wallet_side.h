// WalletSide: what the tests of the wallet channel need of a wallet: its keys, settings that name
// them, and answers and notices signed as it signs them. The keys are of these tests and no others.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>

#include "plugins/wallet/form.h"
#include "plugins/wallet/rsa2.h"

namespace tollgate::wallet {

inline std::string key_file(const std::string& name) {
  std::ifstream file(TOLLGATE_SOURCE_DIR "/tests/plugins/wallet/keys/" + name);
  std::string text(std::istreambuf_iterator<char>(file), {});
  EXPECT_FALSE(text.empty()) << name;
  return text;
}

inline nlohmann::json plain_settings() {
  return {{"gateway_url", "https://wallet.example/gateway.do"},
          {"app_id", "2026000000000001"},
          {"private_key", key_file("merchant.pem")},
          {"wallet_public_key", key_file("wallet_public.pem")},
          {"notify_url", "https://pay.example/v1/notify/tollgate.wallet/main"},
          {"qr_scheme_id", "example.wallet"},
          {"merchant_name", "Tea House"},
          {"merchant_city", "Hangzhou"},
          {"merchant_category_code", "5812"}};
}

inline std::string signed_by_wallet(const std::string& text) {
  static const PrivateKey kKey = *PrivateKey::parse(key_file("wallet.pem"));
  return *kKey.sign(text);
}

// The body of an answer to `method`.
inline std::string answer_body(const std::string& method, const nlohmann::json& content) {
  std::string name = method;
  std::replace(name.begin(), name.end(), '.', '_');
  const std::string text = content.dump();
  return "{\"" + name + "_response\":" + text + ",\"sign\":\"" + signed_by_wallet(text) + "\"}";
}

// The body of a notice.
inline std::string notice_body(Parameters told) {
  told["sign"] = signed_by_wallet(signed_text(told));
  told["sign_type"] = "RSA2";
  return encode_form(told);
}

}  // namespace tollgate::wallet
