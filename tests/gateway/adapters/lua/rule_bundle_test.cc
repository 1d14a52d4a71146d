#include "gateway/adapters/lua/rule_bundle.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

namespace tollgate::lua {
namespace {

using testing::HasSubstr;

// The error of a bundle with this one file; a bundle that loads gives an empty one.
Error error_of(const std::string& text) {
  const auto bundle = RuleBundle::from_texts({{"cards.lua", text}}, {});
  return bundle.ok() ? Error{} : bundle.error();
}

std::string rule_of(const std::string& fields) {
  return "\nrule \"r\" { mode = \"live\", reason = \"R1\", action = block,\n"
         "  when = function(p) return false end, " +
         fields + " }";
}

struct Mistake {
  const char* name;
  std::string text;
  const char* message;
  const char* mend;
};

void PrintTo(const Mistake& mistake, std::ostream* out) { *out << mistake.name; }

std::string name_of(const testing::TestParamInfo<Mistake>& info) { return info.param.name; }

class BrokenFile : public testing::TestWithParam<Mistake> {};

TEST_P(BrokenFile, IsNamedWithItsLineAndTheMend) {
  const Error error = error_of(GetParam().text);
  EXPECT_THAT(error.message, HasSubstr(GetParam().message));
  EXPECT_THAT(error.mend, HasSubstr(GetParam().mend));
}

INSTANTIATE_TEST_SUITE_P(
    Rules, BrokenFile,
    testing::Values(
        Mistake{"syntax", "local x =\nrule rule", "cards.lua:2:", "rules test"},
        Mistake{"unknown_field", rule_of("reson = 1"),
                "cards.lua:2: rule 'r': does not know 'reson'; did you mean 'reason'?",
                "It knows: mode, reason"},
        Mistake{"unknown_global", "\nrule 'r' { mode = 'live', reason = 'R', action = blok }",
                "cards.lua:2: 'blok' is not a name that rules know; did you mean 'block'?", ""},
        Mistake{"no_mode", "rule 'r' { reason = 'R1', action = block }", "mode is missing",
                "\"live\", \"shadow\" or \"off\""},
        Mistake{"wrong_mode", "rule 'r' { mode = 'on', reason = 'R1', action = block }",
                "'on' is not a mode", "Write mode ="},
        Mistake{"no_reason", "rule 'r' { mode = 'live', action = block }", "reason is missing", ""},
        Mistake{"action_and_score", rule_of("score = 5"), "either an action or a score", ""},
        Mistake{"wrong_verdict", rule_of("on_error = 'stop'"), "'stop' is not a verdict", "allow"},
        Mistake{"huge_score",
                "rule 'r' { mode = 'live', reason = 'R', score = 1e9, when = function() end }",
                "score is not a whole number", ""},
        Mistake{"no_when", "rule 'r' { mode = 'live', reason = 'R', action = block }",
                "when is missing", "function(p)"},
        Mistake{"when_is_a_value",
                "rule 'r' { mode = 'live', reason = 'R', action = block, when = true }",
                "when is a boolean", "function(p)"},
        Mistake{"twice", rule_of("") + rule_of(""), "cards.lua:4: rule 'r': another rule has", ""},
        Mistake{"no_body", "\n\nrule 'r'", "cards.lua:3: rule 'r' has nothing after its name", ""},
        Mistake{"no_name", "rule { mode = 'live' }", "write rule \"name\"", ""},
        Mistake{"score_without_thresholds",
                "rule 'r' { mode = 'live', reason = 'R', score = 5, when = function() end }",
                "no file declares thresholds", "thresholds {"},
        Mistake{"falling_thresholds", "thresholds { challenge = 50, review = 40 }",
                "they do not rise", ""},
        Mistake{"two_thresholds", "thresholds { block = 5 } thresholds { block = 5 }",
                "declared twice", ""}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Features, BrokenFile,
    testing::Values(
        Mistake{"window", "local f = features { n = count(by.card, '10x') }",
                "feature 'n': its window is not one", "\"10m\""},
        Mistake{"dimension", "local f = features { n = count(by.crad, '10m') }",
                "'crad' is not something features can count by; did you mean 'card'?", ""},
        Mistake{"dimension_as_text", "local f = features { n = count('country', '10m') }",
                "nothing is counted by 'country'", "by.card"},
        Mistake{"sum_of_cards", "local f = features { n = sum('card', by.ip, '10m') }",
                "only \"amount\" can be summed", ""},
        Mistake{"distinct_amounts", "local f = features { n = distinct('amount', by.ip, '1h') }",
                "no distinct values of 'amount'", "\"card\""},
        Mistake{"missing_window", "local f = features { n = count(by.ip) }",
                "write count(by.card, \"10m\")", ""},
        Mistake{"a_number", "local f = features { n = 5 }", "not a named feature", "distinct("},
        Mistake{"two_meanings",
                "local f = features { n = count(by.ip, '1h') }\n"
                "local g = features { n = count(by.ip, '2h') }",
                "cards.lua:2: the feature 'n' is declared differently", ""}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Tests, BrokenFile,
    testing::Values(Mistake{"no_expect", "test 't' { amount = USD '1' }", "expect is missing", ""},
                    Mistake{"unknown_fact", "test 't' { card_bn = '424242', expect = allow }",
                            "does not know 'card_bn'; did you mean 'card_bin'?", ""},
                    Mistake{"amount_is_a_number", "test 't' { amount = 5, expect = allow }",
                            "amount is a number", "USD"},
                    Mistake{"unknown_feature",
                            "local f = features { cards = count(by.ip, '1h') }\n"
                            "test 't' { features = { crds = 1 }, expect = allow }",
                            "cards.lua:2: test 't': there is no feature 'crds'",
                            "Did you mean 'cards'?"},
                    Mistake{"sum_as_a_number",
                            "local f = features { spent = sum('amount', by.ip, '1h') }\n"
                            "test 't' { features = { spent = 1 }, expect = allow }",
                            "is a sum of money", "USD \"900\""},
                    Mistake{"unknown_rule", "test 't' { fires = { 'x' }, expect = allow }",
                            "there is no rule 'x'", ""},
                    Mistake{"not_a_day", "test 't' { created_at = 'today', expect = allow }",
                            "created_at is not a day", "2026-12-24"}),
    name_of);

TEST(RuleBundle, ReadsTheDesignsExample) {
  const auto bundle = RuleBundle::from_texts({{"card_testing.lua", R"lua(
local f = features {
  cards_per_ip_1h = distinct("card", by.ip, "1h"),
  spend_24h       = sum("amount", by.customer, "24h"),
}
rule "card_testing" { mode = "live", reason = "R101", action = block,
  when = function(p) return f.cards_per_ip_1h >= 5 and p.amount < USD "5.00" end }
rule "new_device" { mode = "shadow", reason = "R205", score = 35,
  when = function(p) return p.amount >= USD "500" and not list.trusted_devices:has(p.device) end }
thresholds { challenge = 50, review = 70, block = 90 }
test "fifth card on one address" { amount = USD "1.00", features = { cards_per_ip_1h = 5 }, expect = block }
)lua"}},
                                             {{"trusted_devices.txt", "device-1\n"}});
  ASSERT_TRUE(bundle.ok()) << bundle.error().message;
  const Declarations& declarations = (*bundle)->declarations();
  ASSERT_EQ(declarations.features.size(), 2U);
  EXPECT_EQ(declarations.features[0].name, "cards_per_ip_1h");
  EXPECT_EQ(declarations.features[0].kind, risk::FeatureKind::distinct);
  EXPECT_EQ(declarations.features[0].counted, risk::Dimension::card);
  EXPECT_EQ(declarations.features[1].window, std::chrono::hours(24));
  ASSERT_EQ(declarations.rules.size(), 2U);
  EXPECT_EQ(declarations.rules[0].place.line, 6);
  EXPECT_EQ(declarations.rules[0].on_error, risk::Verdict::review);
  EXPECT_EQ(declarations.rules[1].mode, RuleMode::shadow);
  EXPECT_EQ(declarations.rules[1].score, 35);
  EXPECT_EQ(declarations.thresholds.block, 90);
  EXPECT_EQ(declarations.tests.size(), 1U);
}

TEST(RuleBundle, FilesMayShareADefinition) {
  const std::string text = "local f = features { n = count(by.ip, '1h') }";
  const auto bundle = RuleBundle::from_texts({{"a.lua", text}, {"b.lua", text}}, {});
  ASSERT_TRUE(bundle.ok());
  EXPECT_EQ((*bundle)->declarations().features.size(), 1U);
}

Digest32 digest_of(std::vector<SourceFile> files, std::vector<SourceFile> lists) {
  const auto bundle = RuleBundle::from_texts(std::move(files), std::move(lists));
  return bundle.ok() ? (*bundle)->digest() : Digest32{};
}

TEST(RuleBundle, DigestCoversNamesTextsAndListsButNotTheirOrder) {
  const auto base = digest_of({{"a.lua", "-- 1"}, {"b.lua", "-- 2"}}, {{"l.txt", "x"}});
  EXPECT_EQ(base, digest_of({{"b.lua", "-- 2"}, {"a.lua", "-- 1"}}, {{"l.txt", "x"}}));
  EXPECT_NE(base, digest_of({{"a.lua", "-- 2"}, {"b.lua", "-- 1"}}, {{"l.txt", "x"}}));
  EXPECT_NE(base, digest_of({{"a.lua", "-- 1"}, {"b.lua", "-- 2"}}, {{"l.txt", "y"}}));
  EXPECT_NE(base, digest_of({{"a.lua", "-- 1"}, {"c.lua", "-- 2"}}, {{"l.txt", "x"}}));
}

TEST(RuleBundle, RefusesNamesSizesAndNumbersBeyondItsLimits) {
  EXPECT_FALSE(RuleBundle::from_texts({{"../a.lua", ""}}, {}).ok());
  EXPECT_FALSE(RuleBundle::from_texts({{"a.txt", ""}}, {}).ok());
  EXPECT_FALSE(
      RuleBundle::from_texts({{"a.lua", std::string(kRuleFileBytesMax + 1, ' ')}}, {}).ok());
  EXPECT_FALSE(RuleBundle::from_texts({}, {{"l.txt", "item until=never"}}).ok());
  std::vector<SourceFile> many;
  for (std::size_t i = 0; i <= kRuleFilesMax; ++i)
    many.push_back({"f" + std::to_string(i) + ".lua", ""});
  EXPECT_FALSE(RuleBundle::from_texts(many, {}).ok());
  std::string rules;
  for (std::size_t i = 0; i <= kRulesMax; ++i)
    rules += "rule 'r" + std::to_string(i) +
             "' { mode = 'off', reason = 'R', action = block, when = function() end }\n";
  EXPECT_THAT(error_of(rules).message, HasSubstr("more than 2000 rules"));
}

TEST(RuleBundle, ReadsADirectory) {
  const auto directory =
      std::filesystem::path(testing::TempDir()) / ("rule_bundle_test_" + std::to_string(getpid()));
  std::filesystem::create_directories(directory / "lists");
  std::ofstream(directory / "a.lua") << rule_of("");
  std::ofstream(directory / "README.md") << "not a rule";
  std::ofstream(directory / "lists" / "bins.txt") << "424242\n";
  const auto bundle = RuleBundle::load(directory);
  std::filesystem::remove_all(directory);
  ASSERT_TRUE(bundle.ok()) << bundle.error().message;
  EXPECT_EQ((*bundle)->declarations().rules.size(), 1U);
  EXPECT_EQ((*bundle)->sources().lists.count("bins"), 1U);
  const auto missing = RuleBundle::load(directory / "nowhere");
  ASSERT_FALSE(missing.ok());
  EXPECT_EQ(missing.error().code, ErrorCode::not_found);
}

}  // namespace
}  // namespace tollgate::lua
