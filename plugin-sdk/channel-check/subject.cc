#include "plugin-sdk/channel-check/subject.h"

namespace tollgate::kit {

Result<std::shared_ptr<channel::PluginLibrary>> Subject::load() const {
  channel::PluginLibrary::Options options;
  options.path = options_.plugin;
  return channel::PluginLibrary::load(options);
}

Result<std::shared_ptr<channel::PluginChannel>> Subject::create(
    const std::shared_ptr<channel::PluginLibrary>& library, const std::string& settings) {
  channel::ChannelAccount account;
  account.name = "check";
  account.settings = settings;
  return channel::PluginChannel::create(library, account);
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

}  // namespace tollgate::kit
