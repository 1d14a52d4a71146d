#include "plugin-sdk/channel-check/subject.h"

#include <sys/resource.h>

#include <nlohmann/json.hpp>

namespace tollgate::kit {

namespace {

// The sealed copy of a library is a file to the kernel, and may be larger than what a plugin may
// print in a check. (A plugin of 17 MB, built with the sanitizers, ended every check.)
class RoomForTheCopy {
 public:
  RoomForTheCopy() {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit wide{before_.rlim_max, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &wide);
  }
  ~RoomForTheCopy() { ::setrlimit(RLIMIT_FSIZE, &before_); }
  RoomForTheCopy(const RoomForTheCopy&) = delete;
  RoomForTheCopy& operator=(const RoomForTheCopy&) = delete;

 private:
  rlimit before_{};
};

}  // namespace

Result<std::shared_ptr<channel::PluginLibrary>> Subject::load() const {
  const RoomForTheCopy room;
  channel::PluginLibrary::Options options;
  options.path = options_.plugin;
  return channel::PluginLibrary::load(options);
}

Result<std::shared_ptr<channel::PluginChannel>> Subject::create(
    const std::shared_ptr<channel::PluginLibrary>& library, const std::string& settings) const {
  channel::ChannelAccount account;
  account.name = "check";
  account.settings = settings;
  account.keys = options_.keys;
  return channel::PluginChannel::create(library, account);
}

const tollgate_host* Subject::host() {
  if (!host_) {
    auto keys = channel::SigningKeys::open(options_.keys);
    CHECK(keys.ok());  // the channel was made with them
    host_ = std::make_unique<const channel::PluginHost>(std::move(*keys));
  }
  return host_->raw();
}

bool Subject::usable() {
  if (channel_) return true;
  if (!trouble_.empty()) return false;
  auto library = load();
  if (library) {
    library_ = *library;
    auto channel = create(library_, options_.settings);
    if (channel) {
      channel_ = *channel;
      return true;
    }
    trouble_ = channel.error().message;
  } else {
    trouble_ = library.error().message;
  }
  return false;
}

std::vector<std::pair<std::string, std::string>> Subject::secret_settings() const {
  using Json = nlohmann::json;
  std::vector<std::pair<std::string, std::string>> secrets;
  const Json schema = Json::parse(description().settings_schema, nullptr, false);
  const Json settings = Json::parse(options_.settings, nullptr, false);
  if (!schema.is_object() || !settings.is_object()) return secrets;
  const Json properties = schema.value("properties", Json::object());
  for (const auto& [name, property] : properties.items())
    if (property.value("writeOnly", false) && settings.contains(name) && settings[name].is_string())
      secrets.emplace_back(name, settings[name].get<std::string>());
  return secrets;
}

}  // namespace tollgate::kit
