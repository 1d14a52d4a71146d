#include "plugins/card/settings.h"

#include <nlohmann/json.hpp>

#include "plugins/card/content.h"

namespace tollgate::card {
namespace {

using Json = nlohmann::json;

// Takes one setting after another out of the object; the first problem stops all further ones.
// What is left at the end is unknown.
class Reader {
 public:
  Reader(Json object, std::string& problem) : object_(std::move(object)), problem_(problem) {}

  std::string text(const char* name, Content content, std::size_t size_max) {
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

  // One of the names of a table; the first where the setting is missing.
  const Dialect* dialect(const char* name) {
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

  bool boolean(const char* name, bool fallback) {
    const Json value = take(name);
    if (value.is_null()) return fallback;
    if (!value.is_boolean()) refuse(name, "must be true or false");
    return value == true;
  }

  std::uint32_t number(const char* name, std::uint32_t fallback, std::uint32_t least,
                       std::uint32_t most) {
    const Json value = take(name);
    if (value.is_null()) return fallback;
    const auto* found = value.get_ptr<const Json::number_unsigned_t*>();
    if (found == nullptr || *found < least || *found > most) {
      refuse(name, "must be a whole number from " + std::to_string(least) + " to " +
                       std::to_string(most));
      return fallback;
    }
    return static_cast<std::uint32_t>(*found);
  }

  std::vector<std::string> texts(const char* name, std::size_t count_max) {
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

  // Whether every setting was good and none is unknown.
  bool finish() {
    if (problem_.empty() && !object_.empty()) {
      problem_ = "The setting " + object_.begin().key() + " is unknown; remove it.";
    }
    return problem_.empty();
  }

 private:
  Json take(const char* name) {
    const auto at = object_.find(name);
    if (at == object_.end()) return nullptr;
    Json value = std::move(*at);
    object_.erase(at);
    return value;
  }
  void refuse(const char* name, const std::string& rule) {
    if (problem_.empty()) problem_ = std::string("The setting ") + name + " " + rule + ".";
  }

  Json object_;
  std::string& problem_;
};

std::string padded(std::string text, std::size_t size) {
  if (!text.empty()) text.resize(size, ' ');
  return text;
}

}  // namespace

std::optional<Settings> parse_settings(std::string_view json, std::string& problem) {
  Json object = Json::parse(json, nullptr, /*allow_exceptions=*/false);
  if (!object.is_object()) {
    problem = "The settings are not a JSON object.";
    return std::nullopt;
  }
  Reader reader(std::move(object), problem);
  Settings settings;
  settings.addresses = reader.texts("addresses", 16);
  settings.tls = reader.boolean("tls", settings.tls);
  settings.sign_on = reader.boolean("sign_on", settings.sign_on);
  settings.dialect = reader.dialect("dialect");
  settings.acquirer_id = reader.text("acquirer_id", Content::digits, 11);
  settings.terminal_id = padded(reader.text("terminal_id", Content::printable, 8), 8);
  settings.merchant_id = padded(reader.text("merchant_id", Content::printable, 15), 15);
  settings.merchant_category_code = reader.text("merchant_category_code", Content::digits, 4);
  settings.timeout_ms = reader.number("timeout_ms", settings.timeout_ms, 100, 120'000);
  settings.echo_interval_ms =
      reader.number("echo_interval_ms", settings.echo_interval_ms, 0, 3'600'000);
  settings.in_flight_max = reader.number("in_flight_max", settings.in_flight_max, 1, 100'000);
  if (problem.empty() && settings.merchant_category_code.size() != 4) {
    problem = "The setting merchant_category_code must be a string of 4 digits.";
  }
  if (!reader.finish()) return std::nullopt;
  return settings;
}

}  // namespace tollgate::card
