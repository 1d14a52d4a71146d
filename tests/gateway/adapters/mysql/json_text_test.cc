#include "gateway/adapters/mysql/json_text.h"

#include <gtest/gtest.h>

#include "tests/gateway/adapters/same_rows.h"

namespace tollgate::mysql {
namespace {

TEST(JsonText, KeepsOrderAndRepeatedKeys) {
  const TextPairs pairs = {{"b", "1"}, {"a", "\"\\\n"}, {"b", "\xC3\xA9"}};
  EXPECT_EQ(pairs_from_json(*pairs_to_json(pairs)), pairs);
  EXPECT_FALSE(pairs_to_json({}).has_value()) << "empty is NULL";
}

TEST(JsonText, KeepsAnOutcome) {
  Outcome outcome;
  outcome.channel_reference = "r";
  outcome.code = "declined";
  outcome.channel_code = "05";
  outcome.message = "no";
  outcome.authorization_code = "A1";
  outcome.approved_minor = -3;
  outcome.retryable = true;
  outcome.data = {{"k", "v"}};
  Outcome read;
  ASSERT_TRUE(read_outcome_details(*outcome_details_to_json(outcome), read));
  EXPECT_TRUE(test::same(read, outcome));
  EXPECT_FALSE(outcome_details_to_json(Outcome()).has_value());
}

TEST(JsonText, KeepsAnAuthentication) {
  const Authentication done{"2.2.0", "A", "06", "AAABBZEEBgAAAAAAAAQGAAAAAAA=", "c0a80101"};
  EXPECT_EQ(authentication_from_json(*authentication_to_json(done)), done);
  EXPECT_FALSE(authentication_to_json(std::nullopt).has_value());
  for (const auto* text : {"", "[]", "{}", R"({"version": 2})"})
    EXPECT_FALSE(authentication_from_json(text).has_value()) << text;
}

TEST(JsonText, KeepsAParty) {
  const Party party{"Zoë \"Z\" & Søn", "GB29NWBK60161331926819", "", "NWBKGB2L", "GB"};
  EXPECT_EQ(party_from_json(*party_to_json(party)), party);
  EXPECT_EQ(party_to_json(std::nullopt), std::nullopt);
  for (const char* broken : {"", "[]", "{}", R"({"name":1})"})
    EXPECT_EQ(party_from_json(broken), std::nullopt) << broken;
}

TEST(JsonText, AChannelsGarbageIsReplacedNotRefused) {
  Outcome outcome;
  outcome.message = "bad \xff\xfe bytes";
  Outcome read;
  ASSERT_TRUE(read_outcome_details(*outcome_details_to_json(outcome), read));
  EXPECT_EQ(read.message, "bad \xEF\xBF\xBD\xEF\xBF\xBD bytes");
}

TEST(JsonText, RefusesWhatItDidNotWrite) {
  Outcome outcome;
  for (const std::string_view text : {"", "[", "{}", "[1]", "[[\"a\"]]", "[[\"a\",1]]"})
    EXPECT_FALSE(pairs_from_json(text).has_value()) << text;
  for (const std::string_view text : {"", "{}", "[1]"})
    EXPECT_FALSE(list_from_json(text).has_value()) << text;
  for (const std::string_view text :
       {"", "[]", "{\"code\":1}", "{\"data\":{}}", "{\"approved_minor\":\"1\"}"})
    EXPECT_FALSE(read_outcome_details(text, outcome)) << text;
}

}  // namespace
}  // namespace tollgate::mysql
