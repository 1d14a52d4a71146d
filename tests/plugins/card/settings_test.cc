#include "plugins/card/settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace tollgate::card {
namespace {

using nlohmann::json;
using testing::HasSubstr;

json least() {
  return {{"addresses", {"acquirer.example:5000"}},
          {"acquirer_id", "123456"},
          {"terminal_id", "T1"},
          {"merchant_id", "M1"},
          {"merchant_category_code", "5732"}};
}

std::string problem_of(const std::string& text) {
  std::string problem;
  EXPECT_FALSE(parse_settings(text, problem)) << text;
  return problem;
}

TEST(Settings, TheLeastIsEnoughAndPadsTheIds) {
  std::string problem;
  const auto settings = parse_settings(least().dump(), problem);
  ASSERT_TRUE(settings) << problem;
  EXPECT_EQ(settings->terminal_id, "T1      ");
  EXPECT_EQ(settings->merchant_id, "M1             ");
  EXPECT_EQ(settings->timeout_ms, 15'000u);
  EXPECT_TRUE(settings->sign_on);
  EXPECT_FALSE(settings->tls);
}

TEST(Settings, TheDialectIsARowOfTheTableAndAWrongOneIsToldTheNames) {
  std::string problem;
  EXPECT_EQ(parse_settings(least().dump(), problem)->dialect->name, "ascii");
  json bcd = least();
  bcd["dialect"] = "bcd";
  EXPECT_EQ(parse_settings(bcd.dump(), problem)->dialect, find_dialect("bcd"));
  json wrong = least();
  wrong["dialect"] = "BCD";
  EXPECT_THAT(problem_of(wrong.dump()), HasSubstr("must be one of ascii, ascii_hex, bcd"));
}

TEST(Settings, EachWrongValueIsNamed) {
  const std::pair<const char*, json> wrong[] = {
      {"addresses", json::array()}, {"addresses", "one:1"}, {"addresses", {""}},
      {"addresses", {1}},           {"tls", "yes"},         {"sign_on", 1},
      {"dialect", "ebcdic"},        {"dialect", 1},         {"acquirer_id", "123456789012"},
      {"acquirer_id", "12a"},       {"acquirer_id", 12},    {"terminal_id", "T12345678"},
      {"terminal_id", ""},          {"merchant_id", "é"},   {"merchant_category_code", "57"},
      {"timeout_ms", 99},           {"timeout_ms", 120001}, {"timeout_ms", "1000"},
      {"echo_interval_ms", -1},     {"in_flight_max", 0},   {"in_flight_max", 1.5},
      {"merchant_id", nullptr}};
  for (const auto& [name, value] : wrong) {
    json settings = least();
    settings[name] = value;
    EXPECT_THAT(problem_of(settings.dump()), HasSubstr(std::string("setting ") + name)) << value;
  }
}

TEST(Settings, AnUnknownOneIsRefusedByName) {
  json settings = least();
  settings["terminal"] = "T1";
  EXPECT_THAT(problem_of(settings.dump()), HasSubstr("terminal is unknown"));
}

TEST(Settings, EachRequiredOneIsMissedByName) {
  const json required = json::parse(kSettingsSchema)["required"];
  for (const std::string name : required) {
    json settings = least();
    settings.erase(name);
    EXPECT_THAT(problem_of(settings.dump()), HasSubstr("setting " + name));
  }
  EXPECT_EQ(required.size(), least().size());
}

TEST(Settings, WhatIsNotAnObjectIsRefused) {
  for (const char* text : {"", "[]", "{", "null", "\"x\"", "{\"a\":1}x"}) {
    EXPECT_THAT(problem_of(text), HasSubstr("not a JSON object"));
  }
}

TEST(Settings, TheSchemaDescribesEveryPropertyAndNoOther) {
  const json properties = json::parse(kSettingsSchema)["properties"];
  json all = least();
  all.update({{"tls", true},
              {"sign_on", false},
              {"dialect", "ascii_hex"},
              {"timeout_ms", 100},
              {"echo_interval_ms", 0},
              {"in_flight_max", 1}});
  for (const auto& [name, property] : properties.items()) {
    EXPECT_NE(property.value("description", ""), "") << name;
    EXPECT_TRUE(all.contains(name)) << name;
  }
  EXPECT_EQ(properties.size(), all.size());
  std::string problem;
  EXPECT_TRUE(parse_settings(all.dump(), problem)) << problem;
}

}  // namespace
}  // namespace tollgate::card
