#include "gateway/adapters/channel/settings_text.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace tollgate::channel {
namespace {

ChannelAccount account_with(const std::string& settings) {
  ChannelAccount account;
  account.name = "main";
  account.settings = settings;
  return account;
}

TEST(SettingsText, WritesTheSecretsIntoTheObject) {
  auto account = account_with(R"({"url": "https://bank.example", "retries": 3})");
  account.secrets.emplace_back("api_key", Secret("a\"b\\c\nd"));
  account.secrets.emplace_back("pin", Secret("1234"));
  const auto text = compose_settings(account);
  ASSERT_TRUE(text.ok());
  const auto json = nlohmann::json::parse(text->reveal());
  EXPECT_EQ(json["url"], "https://bank.example");
  EXPECT_EQ(json["retries"], 3);
  EXPECT_EQ(json["api_key"], "a\"b\\c\nd");
  EXPECT_EQ(json["pin"], "1234");
}

TEST(SettingsText, TakesAnEmptyObject) {
  auto account = account_with(" { } ");
  EXPECT_EQ(compose_settings(account)->reveal(), "{}");
  account.secrets.emplace_back("k", Secret("v"));
  EXPECT_EQ(compose_settings(account)->reveal(), R"({"k":"v"})");
}

TEST(SettingsText, RefusesWhatIsNotOneObject) {
  for (const char* settings : {"", "[]", "{", "{} {}", "null"})
    EXPECT_FALSE(compose_settings(account_with(settings)).ok()) << settings;
}

TEST(SettingsText, RefusesANameTwiceWithoutShowingTheSecret) {
  auto account = account_with(R"({"api_key": "x"})");
  account.secrets.emplace_back("api_key", Secret("sk_secret"));
  const auto text = compose_settings(account);
  ASSERT_FALSE(text.ok());
  EXPECT_EQ(text.error().message.find("sk_secret"), std::string::npos);
}

TEST(SettingsText, BlotsOutSecrets) {
  auto account = account_with("{}");
  account.secrets.emplace_back("api_key", Secret("sk_secret"));
  EXPECT_EQ(without_secrets("bad: sk_secret, sk_secret!", account), "bad: ***, ***!");
}

}  // namespace
}  // namespace tollgate::channel
