// SettingsReader: takes one setting after another out of a JSON object. The first that is wrong
// stays as the problem; what is left at the end is unknown. Not thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "plugins/card/dialect.h"
#include "plugins/card/mac.h"

namespace tollgate::card {

class SettingsReader {
 public:
  // `problem` is empty, and outlives the reader.
  SettingsReader(nlohmann::json object, std::string& problem)
      : object_(std::move(object)), problem_(problem) {}

  bool has(const char* name) const { return object_.contains(name); }

  // Each gives back what is good, or a fallback after a refusal.
  std::string text(const char* name, Content content, std::size_t size_max);
  bool boolean(const char* name, bool fallback);
  std::uint32_t number(const char* name, std::uint32_t fallback, std::uint32_t least,
                       std::uint32_t most);
  std::vector<std::string> texts(const char* name, std::size_t count_max);
  // The first of kDialects where the setting is missing.
  const Dialect* dialect(const char* name);
  // Two settings that must agree.
  MacKey mac(const char* algorithm_name, const char* key_name);

  // Whether every setting was good and none is unknown.
  bool finish();

 private:
  nlohmann::json take(const char* name);
  void refuse(const char* name, const std::string& rule);

  nlohmann::json object_;
  std::string& problem_;
};

}  // namespace tollgate::card
