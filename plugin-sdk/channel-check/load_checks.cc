// load: the gateway can load it, and what it says of itself holds.
#include <dlfcn.h>
#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <set>

#include "plugin-sdk/channel-check/check.h"

namespace tollgate::kit {
namespace {

using Json = nlohmann::json;

constexpr int kChannelsAtOnce = 50;

Verdict loads(Subject& subject) {
  const auto library = subject.load();
  return library ? passed() : failed(library.error().message + " " + library.error().mend);
}

Verdict one_entry(Subject& subject) {
  if (!subject.load()) return skipped("It cannot be loaded.");
  void* library = ::dlopen(subject.options().plugin.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) return failed("It loads once and not twice.");
  const auto entry =
      reinterpret_cast<decltype(&tollgate_channel_entry)>(::dlsym(library, TOLLGATE_ENTRY_SYMBOL));
  return entry() == entry() ? passed()
                            : failed("tollgate_channel_entry gives another entry each time.");
}

bool is_semantic(const std::string& version) {
  int parts = 0;
  std::size_t at = 0;
  while (at < version.size() && std::isdigit(static_cast<unsigned char>(version[at])) != 0) {
    while (at < version.size() && std::isdigit(static_cast<unsigned char>(version[at])) != 0) ++at;
    ++parts;
    if (at < version.size() && version[at] == '.' && parts < 3) ++at;
  }
  return parts == 3 && (at == version.size() || version[at] == '-' || version[at] == '+');
}

Verdict versions(Subject& subject) {
  const auto library = subject.load();
  if (!library) return skipped("It cannot be loaded.");
  const auto& description = (*library)->description();
  if (!is_semantic(description.version))
    return failed(fmt::format("Its version \"{}\" is no semantic version such as \"1.2.0\".",
                              description.version));
  if (!is_semantic(description.sdk_version))
    return failed("It does not say with which version of the SDK it was built.");
  return passed();
}

// What is wrong with the schema of one setting, as the end of a sentence.
std::string schema_fault(const Json& schema) {
  if (!schema.is_object() || schema.value("type", "") != "object")
    return "is no JSON Schema of an object";
  const Json properties = schema.value("properties", Json::object());
  for (const auto& [name, property] : properties.items())
    if (!property.is_object() || property.value("description", "").empty())
      return "has no description of the setting " + name;
  for (const auto& name : schema.value("required", Json::array()))
    if (!name.is_string() || !properties.contains(name.get<std::string>()))
      return "requires a setting that it does not describe";
  return {};
}

Verdict schema(Subject& subject) {
  const auto library = subject.load();
  if (!library) return skipped("It cannot be loaded.");
  const auto& text = (*library)->description().settings_schema;
  const std::string fault = schema_fault(Json::parse(text, nullptr, false));
  return fault.empty() ? passed() : failed("Its settings_schema " + fault + ".");
}

Verdict settings(Subject& subject) {
  if (!subject.load()) return skipped("It cannot be loaded.");
  if (subject.usable()) return passed();
  return failed(subject.trouble() +
                " Give it settings it takes, in fixtures/settings.json or with --settings.");
}

Verdict bad_settings(Subject& subject) {
  if (!subject.usable()) return skipped("It takes no settings yet.");
  const Json schema = Json::parse(subject.description().settings_schema, nullptr, false);
  const Json required = schema.is_object() ? schema.value("required", Json::array()) : Json();
  for (const auto& name : required) {
    Json without = Json::parse(subject.options().settings);
    without.erase(name.get<std::string>());
    auto library = subject.load();
    const auto channel = subject.create(*library, without.dump());
    if (channel)
      return failed("It does without the setting " + name.dump() + ", which it requires.");
    if (channel.error().message.find(name.get<std::string>()) == std::string::npos)
      return failed("Its sentence about the missing setting " + name.dump() +
                    " does not name it: " + channel.error().message);
  }
  return passed();
}

Verdict many_channels(Subject& subject) {
  if (!subject.usable()) return skipped("It cannot be used.");
  auto library = subject.load();
  std::vector<std::shared_ptr<channel::PluginChannel>> channels;
  for (int i = 0; i < kChannelsAtOnce; ++i) {
    auto channel = subject.create(*library, subject.options().settings);
    if (!channel) return failed("Of many channels it makes only some: " + channel.error().message);
    channels.push_back(*channel);
  }
  std::set<const void*> different;
  for (const auto& channel : channels) different.insert(&channel->raw());
  if (different.size() != channels.size())
    return failed("It gives the same channel for several accounts.");
  return passed();
}

Verdict abilities(Subject& subject) {
  if (!subject.usable()) return skipped("It cannot be used.");
  const tollgate_channel& raw = subject.channel().raw();
  for (const char* id :
       {"", "tollgate.", "tollgate.notify/999", "tollgate.statement/999", "TOLLGATE.NOTIFY/1"})
    if (raw.ability(&raw, id) != nullptr)
      return failed(fmt::format("It says it has the ability \"{}\", which there is not.", id));
  for (const char* id : {TOLLGATE_FRAMING, TOLLGATE_SESSION, TOLLGATE_NOTIFY, TOLLGATE_STATEMENT})
    if (raw.ability(&raw, id) != raw.ability(&raw, id))
      return failed(fmt::format("It gives another struct each time for {}.", id));
  return passed();
}

}  // namespace

std::span<const Check> load_checks() {
  static constexpr Check kChecks[] = {
      {"load.file", "The gateway takes the file, its entry and its descriptor.", &loads},
      {"load.entry", "The entry is the same however often it is asked for.", &one_entry},
      {"load.versions", "Its own version and the SDK's are semantic versions.", &versions},
      {"load.schema", "The settings' schema describes every setting.", &schema},
      {"load.settings", "It takes the settings it is tried with.", &settings},
      {"load.bad_settings", "A required setting that is missing is refused by its name.",
       &bad_settings},
      {"load.many_channels", "One library serves many accounts, each with a channel of its own.",
       &many_channels},
      {"load.abilities", "It knows its abilities and no others.", &abilities},
  };
  return kChecks;
}

}  // namespace tollgate::kit
