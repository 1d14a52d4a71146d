#include "plugins/crossborder/settings.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/plugins/crossborder/sample.h"

namespace tollgate::crossborder {
namespace {

using Json = nlohmann::json;

Json good() { return Json::parse(kSettingsJson); }

std::string problem_of(const Json& json) {
  Settings settings;
  std::string problem;
  const bool good = read_settings(json.dump(), settings, problem);
  EXPECT_EQ(good, problem.empty());
  return problem;
}

TEST(CrossborderSettings, AreRead) {
  Settings settings;
  std::string problem;
  ASSERT_TRUE(read_settings(kSettingsJson, settings, problem)) << problem;
  EXPECT_EQ(settings.own.iban, kOwnIban);
  EXPECT_EQ(settings.charge_bearer, "SHAR");
  ASSERT_EQ(settings.screening_list.size(), 1U);
  EXPECT_EQ(settings.screening_list[0].aliases, (std::vector<std::string>{"The Siberian Express"}));
}

TEST(CrossborderSettings, NameWhatIsWrong) {
  for (const char* name :
       {"base_url", "client", "secret", "own_name", "own_iban", "own_bic", "screening_list"}) {
    Json json = good();
    json.erase(name);
    EXPECT_NE(problem_of(json).find(name), std::string::npos) << problem_of(json);
    json[name] = 5;
    EXPECT_NE(problem_of(json).find(name), std::string::npos) << problem_of(json);
  }
  const auto with = [](const char* name, Json value) {
    Json json = good();
    json[name] = std::move(value);
    return problem_of(json);
  };
  EXPECT_NE(with("own_iban", "DE88370400440532013000").find("own_iban"), std::string::npos);
  EXPECT_NE(with("own_bic", "COBADEFFX").find("own_bic"), std::string::npos);
  EXPECT_NE(with("base_url", "ftp://x").find("base_url"), std::string::npos);
  EXPECT_NE(with("base_url", "https://x/").find("base_url"), std::string::npos);
  EXPECT_NE(with("charge_bearer", "OUR").find("charge_bearer"), std::string::npos);
  EXPECT_NE(with("default_purpose", "ZZZZ").find("default_purpose"), std::string::npos);
  EXPECT_NE(with("colour", "red").find("colour"), std::string::npos);
  EXPECT_NE(problem_of(Json::array()), "");
}

// A list that is half understood would let somebody through.
TEST(CrossborderSettings, TakeNoHalfOfAScreeningList) {
  for (const char* entry :
       {"5", "{}", R"({"id": "L"})", R"({"name": "A"})", R"({"id": "", "name": "A"})",
        R"({"id": "L", "name": "A", "aliases": "B"})",
        R"({"id": "L", "name": "A", "aliases": [5]})",
        R"({"id": "L", "name": "A", "alias": ["B"]})"}) {
    Json json = good();
    json["screening_list"].push_back(Json::parse(entry));
    EXPECT_NE(problem_of(json).find("screening_list"), std::string::npos) << entry;
  }
}

TEST(CrossborderSettings, SchemaNamesEverySettingWithADescription) {
  const Json schema = Json::parse(settings_schema());
  const Json settings = good();
  for (const auto& [name, value] : settings.items()) {
    ASSERT_TRUE(schema["properties"].contains(name)) << name;
    EXPECT_TRUE(schema["properties"][name].contains("description")) << name;
  }
  EXPECT_TRUE(schema["properties"]["secret"]["writeOnly"]);
}

}  // namespace
}  // namespace tollgate::crossborder
