#include "gateway/main/config.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

namespace tollgate {
namespace {

std::string complaint(std::string_view text) {
  const auto config = parse_config(text, "/etc/tollgate.toml");
  return config.ok() ? "" : config.error().message;
}

TEST(Config, AnUnknownKeyNamesTheNearestValidOne) {
  EXPECT_EQ(complaint("[server]\nprot = 1\n"),
            "/etc/tollgate.toml:2: unknown key server.prot; did you mean server.port?");
  EXPECT_EQ(complaint("[databse]\nport = 1\n"),
            "/etc/tollgate.toml:1: unknown key databse; did you mean database?");
  EXPECT_NE(complaint("[log]\nxyzzy = 1\n").find("valid here: level, format"), std::string::npos);
}

TEST(Config, AValueOfTheWrongKindOrSizeIsNamedWithItsLine) {
  EXPECT_EQ(complaint("[server]\n\nport = 99999\n"),
            "/etc/tollgate.toml:3: server.port must be a whole number from 0 to 65535.");
  EXPECT_EQ(complaint("[server]\nport = \"80\"\n"),
            "/etc/tollgate.toml:2: server.port must be a whole number from 0 to 65535.");
  EXPECT_EQ(complaint("[server]\naddress = 1\n"),
            "/etc/tollgate.toml:2: server.address must be a text in quotes.");
  EXPECT_EQ(complaint("[log]\nlevel = \"loud\"\n"),
            "/etc/tollgate.toml:2: log.level is \"loud\"; it must be one of: debug, info, warning, "
            "error.");
  EXPECT_NE(complaint("server = 1\n").find("must be a table"), std::string::npos);
  EXPECT_NE(complaint("[server\n").find("/etc/tollgate.toml:1"), std::string::npos);
  EXPECT_NE(complaint("[server]\npublic_url = \"pay.example.com\"\n").find("scheme"),
            std::string::npos);
}

TEST(Config, AChannelAccountNeedsANameOfItsOwnAndAPlugin) {
  EXPECT_NE(complaint("[[channel_account]]\nplugin = \"a.so\"\n").find("name is missing"),
            std::string::npos);
  EXPECT_NE(complaint("[[channel_account]]\nname = \"a\"\n").find("plugin is missing"),
            std::string::npos);
  EXPECT_NE(complaint("[[channel_account]]\nname = \"a\"\nplugin = \"a.so\"\n"
                      "[[channel_account]]\nname = \"a\"\nplugin = \"a.so\"\n")
                .find("two channel accounts are named \"a\""),
            std::string::npos);
}

TEST(Config, ReadsWhatIsWritten) {
  const auto config = parse_config(R"(
[server]
port = 0
[database]
socket = "db.sock"
password = "env:TOLLGATE_TEST_PASSWORD"
[[channel_account]]
name = "card_main"
plugin = "card.so"
mode = "live"
[channel_account.settings]
terminal_id = "T1"
timeout_ms = 1500
[channel_account.secrets]
api_key = "file:key"
)",
                                   "/etc/tollgate.toml");
  ASSERT_TRUE(config.ok()) << config.error().message;
  EXPECT_EQ(config->server.port, 0);
  EXPECT_EQ(config->channel_accounts.at(0).mode, "live");
  EXPECT_NE(config->channel_accounts[0].settings_json.find("\"T1\""), std::string::npos);
  EXPECT_EQ(config->channel_accounts[0].secrets.at("api_key"), "file:key");
}

TEST(Config, TheMaskedPrintShowsNoSecretReference) {
  const auto config = parse_config("[database]\npassword = \"file:/root/p\"\n", "/etc/t.toml");
  const std::string text = masked(*config);
  EXPECT_NE(text.find("database.password = ***"), std::string::npos);
  EXPECT_EQ(text.find("/root/p"), std::string::npos);
}

TEST(Secrets, ComeByReferenceOnly) {
  ::setenv("TOLLGATE_TEST_PASSWORD", "hunter2", 1);
  EXPECT_EQ(resolve_secret("env:TOLLGATE_TEST_PASSWORD", "/")->reveal(), "hunter2");
  const auto pasted = resolve_secret("hunter2", "/");
  ASSERT_FALSE(pasted.ok());
  EXPECT_EQ(pasted.error().message.find("hunter2"), std::string::npos);
  EXPECT_FALSE(resolve_secret("env:TOLLGATE_TEST_UNSET", "/").ok());
  EXPECT_FALSE(resolve_secret("file:does-not-exist", "/nowhere").ok());
  EXPECT_TRUE(resolve_secret("", "/")->empty());
}

TEST(Secrets, AFilesLineBreakIsNotPartOfIt) {
  const auto folder = std::filesystem::temp_directory_path() / "tollgate-config-test";
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "secret") << "abc\r\n";
  EXPECT_EQ(resolve_secret("file:secret", folder)->reveal(), "abc");
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace tollgate
