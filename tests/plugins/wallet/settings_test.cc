#include "plugins/wallet/settings.h"

#include "tests/plugins/wallet/wallet_side.h"

namespace tollgate::wallet {
namespace {

using Json = nlohmann::json;

std::string problem_with(const std::string& name, const Json& value) {
  Json settings = plain_settings();
  settings[name] = value;
  std::string problem;
  const bool is_refused = read_settings(settings.dump(), problem) == nullptr;
  EXPECT_EQ(is_refused, !problem.empty());
  return problem;
}

TEST(WalletSettings, HaveDefaults) {
  std::string problem;
  const auto settings = read_settings(plain_settings().dump(), problem);
  ASSERT_TRUE(settings) << problem;
  EXPECT_EQ(settings->presentation, Presentation::qr_code);
  EXPECT_EQ(settings->qr->country, "CN");
  EXPECT_EQ(settings->valid_minutes, 15);
  EXPECT_EQ(settings->payer_code_wait_s, 60);
  EXPECT_EQ(settings->timeout_ms, 8000U);
}

TEST(WalletSettings, NameWhatIsWrong) {
  const std::pair<const char*, Json> wrong[] = {{"gateway_url", "ftp://wallet.example"},
                                                {"gateway_url", "https://wallet.example/?a=1"},
                                                {"gateway_url", 7},
                                                {"app_id", ""},
                                                {"private_key", "secret"},
                                                {"private_key", key_file("wallet_public.pem")},
                                                {"wallet_public_key", key_file("merchant.pem")},
                                                {"notify_url", "pay.example"},
                                                {"return_url", "https://pay example"},
                                                {"presentation", "smoke"},
                                                {"qr_format", "aztec"},
                                                {"qr_scheme_id", std::string(33, 'x')},
                                                {"merchant_name", "\xe8\x8c\xb6"},
                                                {"merchant_city", nullptr},
                                                {"merchant_country", "CHN"},
                                                {"merchant_category_code", "58a2"},
                                                {"valid_minutes", 0},
                                                {"payer_code_wait_s", 601},
                                                {"timeout_ms", "8000"}};
  for (const auto& [name, value] : wrong)
    EXPECT_NE(problem_with(name, value).find(name), std::string::npos) << name << value;
  EXPECT_NE(problem_with("colour", "red").find("unknown"), std::string::npos);
  std::string problem;
  EXPECT_FALSE(read_settings("[]", problem));
}

TEST(WalletSettings, OfPlainCodesNeedNoMerchant) {
  Json settings = plain_settings();
  for (const char* name : {"qr_scheme_id", "merchant_name", "merchant_city"}) settings.erase(name);
  settings["qr_format"] = "wallet";
  std::string problem;
  const auto read = read_settings(settings.dump(), problem);
  ASSERT_TRUE(read) << problem;
  EXPECT_FALSE(read->qr);
}

TEST(WalletSettings, ASentenceHoldsNoSecret) {
  EXPECT_EQ(problem_with("private_key", "canary").find("canary"), std::string::npos);
}

// The key is RSA, and its parts do not belong together.
TEST(WalletSettings, ADamagedKeyIsRefused) {
  std::string pem = key_file("merchant.pem");
  const std::size_t at = pem.size() / 7;  // within the modulus
  pem[at] = pem[at] == 'A' ? 'B' : 'A';
  EXPECT_NE(problem_with("private_key", pem).find("private_key"), std::string::npos);
}

}  // namespace
}  // namespace tollgate::wallet
