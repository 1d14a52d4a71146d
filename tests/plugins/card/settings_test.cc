#include "plugins/card/settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace tollgate::card {
namespace {

using nlohmann::json;
using testing::HasSubstr;

constexpr char kKeyHex[] = "000102030405060708090a0b0c0d0e0F";

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

TEST(Settings, TheKeyIsBytesOfASizeTheAlgorithmTakes) {
  json settings = least();
  settings.update({{"mac_algorithm", "iso9797_1_algorithm_3"}, {"mac_key", kKeyHex}});
  std::string problem;
  const auto parsed = parse_settings(settings.dump(), problem);
  ASSERT_TRUE(parsed) << problem;
  EXPECT_EQ(parsed->mac.algorithm, MacAlgorithm::iso9797_1_algorithm_3);
  EXPECT_EQ(parsed->mac.bytes.size(), 16u);
  EXPECT_EQ(parsed->mac.bytes.back(), '\x0f');
  EXPECT_EQ(parsed->mac_key_id, "");
  settings["mac_key_id"] = "7";
  EXPECT_EQ(parse_settings(settings.dump(), problem)->mac_key_id, "0000000000000007");
}

TEST(Settings, AKeyWithoutAnAlgorithmOrTheOtherWayRoundIsRefusedAndNotRepeated) {
  const std::pair<json, json> wrong[] = {{"none", kKeyHex},
                                         {nullptr, kKeyHex},
                                         {"hmac_sha256", nullptr},
                                         {"hmac_sha256", std::string(kKeyHex).substr(2)},
                                         {"hmac_sha256", std::string(kKeyHex) + "0"},
                                         {"hmac_sha256", std::string(kKeyHex) + "xx"},
                                         {"hmac_sha256", 12},
                                         {"iso9797_1_algorithm_3", std::string(kKeyHex) + "00"}};
  for (const auto& [algorithm, key] : wrong) {
    json settings = least();
    settings.update({{"mac_algorithm", algorithm}, {"mac_key", key}});
    const std::string problem = problem_of(settings.dump());
    EXPECT_THAT(problem, HasSubstr("The setting mac_key must be hexadecimal"));
    EXPECT_EQ(problem.find("0102"), std::string::npos);
  }
  json settings = least();
  settings["mac_algorithm"] = "des";
  EXPECT_THAT(problem_of(settings.dump()), HasSubstr("The setting mac_algorithm must be none"));
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
              {"mac_algorithm", "hmac_sha256"},
              {"mac_key", kKeyHex},
              {"mac_key_id", "7"},
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
