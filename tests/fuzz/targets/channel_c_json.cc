// The JSON reader of the channel in C: settings and an acquirer's answers.
//
// sources: examples/channel-c/json.c
#include "examples/channel-c/json.h"

#include <array>
#include <cstring>

#include "tests/fuzz/fuzz.h"

namespace tollgate::fuzz {

std::vector<std::string> seeds() {
  return {R"({"base_url": "https://acquirer.example", "api_key": "k\u0041\"\\/"})",
          R"({"operation":"op_1","amount":1999,"currency":"EUR"})", "{}",
          R"({ "amount" : 9223372036854775807 , "api_key" : "" })"};
}

void try_once(std::string_view bytes) {
  std::array<char, 24> url{};
  std::array<char, 4> key{};
  std::array<char, 32> name{};
  std::int64_t amount = -1;
  url.fill('x');
  key.fill('x');
  std::array<json_field, 3> fields = {{{"base_url", url.data(), url.size(), nullptr, 0},
                                       {"api_key", key.data(), key.size(), nullptr, 0},
                                       {"amount", nullptr, 0, &amount, 0}}};
  const json_result result =
      json_read(bytes.data(), bytes.size(), fields.data(), fields.size(), name.data());
  PROMISE(std::memchr(name.data(), 0, name.size()) != nullptr, "a name ends in its room");
  PROMISE(!fields[0].found || std::memchr(url.data(), 0, url.size()) != nullptr,
          "a text ends in its room");
  PROMISE(!fields[1].found || std::memchr(key.data(), 0, key.size()) != nullptr,
          "a text ends in its room");
  PROMISE(!fields[2].found || amount >= 0, "a number has not wrapped");
  if (result != JSON_OK) return;
  PROMISE(bytes.find('{') != std::string_view::npos && bytes.find('}') != std::string_view::npos,
          "what is good is an object");
}

}  // namespace tollgate::fuzz
