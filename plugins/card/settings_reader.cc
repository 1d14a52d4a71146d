#include "plugins/card/settings_reader.h"

#include "plugins/card/content.h"
#include "plugins/card/forms.h"

namespace tollgate::card {

using Json = nlohmann::json;

std::string SettingsReader::text(const char* name, Content content, std::size_t size_max) {
  const Json value = take(name);
  const auto* found = value.get_ptr<const std::string*>();
  if (found == nullptr || found->empty() || found->size() > size_max ||
      !content_is(content, *found)) {
    const char* kind = content == Content::digits ? " digits" : " printable ASCII characters";
    refuse(name, "must be a string of 1 to " + std::to_string(size_max) + kind);
    return {};
  }
  return *found;
}

const Dialect* SettingsReader::dialect(const char* name) {
  const Json value = take(name);
  if (value.is_null()) return &kDialects.front();
  const auto* found = value.get_ptr<const std::string*>();
  const Dialect* dialect = found == nullptr ? nullptr : find_dialect(*found);
  if (dialect != nullptr) return dialect;
  std::string names;
  for (const Dialect& row : kDialects) {
    names.append(names.empty() ? "" : ", ").append(row.name);
  }
  refuse(name, "must be one of " + names);
  return &kDialects.front();
}

MacKey SettingsReader::mac(const char* algorithm_name, const char* key_name) {
  const Json name = take(algorithm_name);
  const Json hex = take(key_name);
  const auto* word = name.get_ptr<const std::string*>();
  const auto algorithm = word ? find_mac_algorithm(*word) : std::nullopt;
  if (!algorithm && !name.is_null()) {
    refuse(algorithm_name, "must be none, hmac_sha256 or iso9797_1_algorithm_3");
    return {};
  }
  const auto* text = hex.get_ptr<const std::string*>();
  const auto key = from_wire(BinaryForm::hexadecimal, text ? *text : std::string());
  MacKey mac{algorithm.value_or(MacAlgorithm::none), key.value_or("")};
  const bool readable = hex.is_null() || (text && key);
  if (!readable || !mac_key_size_is(mac.algorithm, mac.bytes.size())) {
    refuse(key_name,
           "must be hexadecimal: 16 bytes, or 16 to 64 where mac_algorithm is hmac_sha256, and "
           "missing where it is none");
  }
  return mac;
}

bool SettingsReader::boolean(const char* name, bool fallback) {
  const Json value = take(name);
  if (value.is_null()) return fallback;
  if (!value.is_boolean()) refuse(name, "must be true or false");
  return value == true;
}

std::uint32_t SettingsReader::number(const char* name, std::uint32_t fallback, std::uint32_t least,
                                     std::uint32_t most) {
  const Json value = take(name);
  if (value.is_null()) return fallback;
  const auto* found = value.get_ptr<const Json::number_unsigned_t*>();
  if (found == nullptr || *found < least || *found > most) {
    refuse(name,
           "must be a whole number from " + std::to_string(least) + " to " + std::to_string(most));
    return fallback;
  }
  return static_cast<std::uint32_t>(*found);
}

std::vector<std::string> SettingsReader::texts(const char* name, std::size_t count_max) {
  const Json value = take(name);
  std::vector<std::string> found;
  if (value.is_array() && value.size() <= count_max) {
    for (const Json& item : value) {
      if (const auto* text = item.get_ptr<const std::string*>(); text && !text->empty()) {
        found.push_back(*text);
      }
    }
  }
  if (found.empty() || found.size() != value.size()) {
    refuse(name, "must be an array of 1 to " + std::to_string(count_max) + " strings");
  }
  return found;
}

bool SettingsReader::finish() {
  if (problem_.empty() && !object_.empty()) {
    problem_ = "The setting " + object_.begin().key() + " is unknown; remove it.";
  }
  return problem_.empty();
}

Json SettingsReader::take(const char* name) {
  const auto at = object_.find(name);
  if (at == object_.end()) return nullptr;
  Json value = std::move(*at);
  object_.erase(at);
  return value;
}

void SettingsReader::refuse(const char* name, const std::string& rule) {
  if (problem_.empty()) problem_ = std::string("The setting ") + name + " " + rule + ".";
}

}  // namespace tollgate::card
