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

TEST(Config, LoopbackWebhooksAreForSandboxesOnly) {
  const std::string account = "[[channel_account]]\nname = \"a\"\nplugin = \"a.so\"\nmode = ";
  const std::string webhooks = "[webhooks]\nallow_loopback = true\n";
  EXPECT_EQ(complaint(webhooks + account + "\"test\"\n"), "");
  EXPECT_NE(complaint(webhooks + account + "\"live\"\n").find("set it to false"),
            std::string::npos);
  EXPECT_FALSE(parse_config("", "/etc/tollgate.toml")->webhooks.allow_loopback);
}

TEST(Config, TheRealtimeEdgeIsYesNoOrWhereTheSystemAllowsIt) {
  const auto realtime = [](const std::string& line) {
    return parse_config("[server]\n" + line, "/etc/tollgate.toml")->server.realtime_edge;
  };
  EXPECT_EQ(realtime(""), std::nullopt);
  EXPECT_EQ(realtime("realtime_edge = true\n"), true);
  EXPECT_EQ(realtime("realtime_edge = false\n"), false);
  EXPECT_NE(complaint("[server]\nrealtime_edge = 1\n").find("must be true or false"),
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
[channel_account.keys]
merchant = "file:merchant.pem"
)",
                                   "/etc/tollgate.toml");
  ASSERT_TRUE(config.ok()) << config.error().message;
  EXPECT_EQ(config->server.port, 0);
  EXPECT_EQ(config->channel_accounts.at(0).mode, "live");
  EXPECT_NE(config->channel_accounts[0].settings_json.find("\"T1\""), std::string::npos);
  EXPECT_EQ(config->channel_accounts[0].secrets.at("api_key"), "file:key");
  EXPECT_EQ(config->channel_accounts[0].keys.at("merchant"), "file:merchant.pem");
}

// One channel account with a few more lines.
std::string account_with(std::string_view lines) {
  return "[[channel_account]]\nname = \"a\"\nplugin = \"a.so\"\n" + std::string(lines);
}

TEST(Config, AnAccountSaysWhichPaymentsItIsFor) {
  const auto config = parse_config(account_with(R"(
priority = 5
weight = 70
attempts_max = 2
[channel_account.route]
methods = ["card"]
currencies = ["EUR", "JPY"]
amounts = { EUR = { min = 100, max = 500000 }, JPY = { max = 9000 } }
bins = ["4", "510000-559999"]
bins_except = ["424242"]
brands = ["visa", "mastercard"]
brands_except = ["amex"]
merchants = ["mer_01JD0000000000000000000000"]
capture_methods = ["automatic"]
[channel_account.breaker]
window_ms = 2000
minimum_calls = 5
failure_percent = 40
open_ms = 3000
half_open_probes = 2
slow_ms = 800
)"),
                                   "/etc/t.toml");
  ASSERT_TRUE(config.ok()) << config.error().message;
  const ChannelAccountConfig& account = config->channel_accounts.at(0);
  EXPECT_EQ(account.priority, 5U);
  EXPECT_EQ(account.weight, 70U);
  EXPECT_EQ(account.attempts_max, 2U);
  EXPECT_EQ(account.route.currencies.size(), 2U);
  ASSERT_EQ(account.route.amounts.size(), 2U);
  EXPECT_EQ(account.route.amounts[0].minimum_minor, 100);
  EXPECT_EQ(account.route.amounts[0].maximum_minor, 500'000);
  EXPECT_EQ(account.route.amounts[1].currency.code(), "JPY");
  EXPECT_EQ(account.route.amounts[1].minimum_minor, 0);
  EXPECT_TRUE(account.route.bins.contains(400'000) && account.route.bins.contains(559'999));
  EXPECT_TRUE(account.route.bins_except.contains(424'242));
  EXPECT_EQ(account.route.brands, (std::vector<std::string>{"visa", "mastercard"}));
  EXPECT_EQ(account.route.merchants.size(), 1U);
  EXPECT_EQ(account.route.capture_methods, std::vector{CaptureMethod::automatic});
  EXPECT_EQ(account.breaker.window_ms, 2000U);
  EXPECT_EQ(account.breaker.minimum_calls, 5U);
  EXPECT_EQ(account.breaker.failure_percent, 40U);
  EXPECT_EQ(account.breaker.open_ms, 3000U);
  EXPECT_EQ(account.breaker.half_open_probes, 2U);
  EXPECT_EQ(account.breaker.slow_ms, 800U);
}

TEST(Config, WithoutAPriorityAccountsAreAskedInTheOrderOfTheFile) {
  const auto config = parse_config(account_with("[[channel_account]]\nname = \"b\"\n"
                                                "plugin = \"a.so\"\npriority = 1\n"
                                                "[[channel_account]]\nname = \"c\"\n"
                                                "plugin = \"a.so\"\n"),
                                   "/etc/t.toml");
  ASSERT_TRUE(config.ok()) << config.error().message;
  EXPECT_EQ(config->channel_accounts[0].priority, 1U);
  EXPECT_EQ(config->channel_accounts[1].priority, 1U);
  EXPECT_EQ(config->channel_accounts[2].priority, 3U);
}

TEST(Config, ARouteThatCannotBeMeantIsRefusedByName) {
  const auto route = [](std::string_view line) {
    return complaint(account_with("[channel_account.route]\n" + std::string(line) + "\n"));
  };
  EXPECT_EQ(route("bin = [\"4\"]"),
            "/etc/tollgate.toml:5: unknown key channel_account.route.bin; did you mean "
            "channel_account.route.bins?");
  EXPECT_NE(route("bins = [\"4x\"]").find("channel_account.route.bins has \"4x\"; it must hold"),
            std::string::npos);
  EXPECT_NE(route("bins = [\"559999-510000\"]").find("bins has"), std::string::npos);
  EXPECT_NE(route("bins_except = [\"4242424\"]").find("bins_except has"), std::string::npos);
  EXPECT_NE(route("currencies = [\"EURO\"]").find("currencies has \"EURO\""), std::string::npos);
  EXPECT_NE(route("brands = [\"vista\"]").find("brands has \"vista\""), std::string::npos);
  EXPECT_NE(route("merchants = [\"pay_1\"]").find("merchants has"), std::string::npos);
  EXPECT_NE(route("capture_methods = [\"later\"]").find("capture_methods has"), std::string::npos);
  EXPECT_NE(route("amounts = { EURO = { min = 1 } }").find("amounts.EURO is not a currency"),
            std::string::npos);
  EXPECT_NE(route("amounts = { EUR = { min = 2, max = 1 } }")
                .find("channel_account.route.amounts.EUR.min is larger than max"),
            std::string::npos);
  EXPECT_NE(route("amounts = { EUR = { min = -1 } }").find("amounts.EUR.min must be an amount"),
            std::string::npos);
  EXPECT_NE(route("amounts = { EUR = { mni = 1 } }").find("did you mean"), std::string::npos);
  EXPECT_NE(route("amounts = { EUR = 5 }").find("must be a table"), std::string::npos);
}

TEST(Config, LimitsOfWaitingAndOfAskingMayBeTurnedOff) {
  const auto config = parse_config(
      "[admission]\nread_wait_ms = 0\npayment_wait_ms = 80\n"
      "[rate_limit]\nper_second = 0\n",
      "/etc/tollgate.toml");
  ASSERT_TRUE(config.ok()) << config.error().message;
  EXPECT_EQ(config->admission.read_wait_ms, 0U);
  EXPECT_EQ(config->admission.payment_wait_ms, 80U);
  EXPECT_EQ(config->admission.completion_wait_ms, 250U);
  EXPECT_EQ(config->rate_limit.per_second, 0U);
  EXPECT_NE(complaint("[rate_limit]\nburst = 0\n").find("rate_limit.burst"), std::string::npos);
  EXPECT_NE(complaint("[admission]\nread_wait = 5\n").find("read_wait_ms"), std::string::npos);
}

TEST(Config, WeightsBudgetsAndBreakersHaveSaneRanges) {
  EXPECT_NE(complaint(account_with("weight = 0\n")).find("weight must be a whole number from 1"),
            std::string::npos);
  EXPECT_NE(complaint(account_with("priority = 0\n")).find("priority must be a whole number"),
            std::string::npos);
  EXPECT_NE(complaint(account_with("[channel_account.breaker]\nfailure_percent = 101\n"))
                .find("failure_percent must be a whole number from 0 to 100"),
            std::string::npos);
  EXPECT_NE(complaint(account_with("[channel_account.breaker]\nhalf_open_probes = 0\n"))
                .find("half_open_probes must be"),
            std::string::npos);
  EXPECT_NE(complaint(account_with("[channel_account.breaker]\nwindow = 5\n"))
                .find("did you mean channel_account.breaker.window_ms?"),
            std::string::npos);
  EXPECT_NE(complaint("[routing]\nattempts_max = 9\n").find("routing.attempts_max must be"),
            std::string::npos);
  EXPECT_NE(complaint("[routing]\nattempt_max = 2\n").find("did you mean routing.attempts_max?"),
            std::string::npos);
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

TEST(Config, HoldsDigestsOfPluginsToTheirForm) {
  const std::string account = "[[channel_account]]\nname = \"a\"\nplugin = \"a.so\"\nsha256 = ";
  EXPECT_NE(complaint(account + "[\"abc\"]\n").find("64 hex digits"), std::string::npos);
  const auto config = parse_config(account + "[\"" + std::string(64, 'A') + "\"]\n", "x.toml");
  ASSERT_TRUE(config.ok()) << config.error().message;
  EXPECT_EQ(config->channel_accounts.at(0).sha256.at(0), std::string(64, 'a'));
}

TEST(Config, RefusesToRequireSignaturesByNobody) {
  EXPECT_NE(complaint("[plugins]\nrequire_signature = true\n").find("plugins.keys"),
            std::string::npos);
  EXPECT_TRUE(parse_config("[plugins]\nkeys = [\"a.pub\"]\nrequire_signature = true\n", "x").ok());
}

}  // namespace
}  // namespace tollgate
