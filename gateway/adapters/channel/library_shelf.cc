#include "gateway/adapters/channel/library_shelf.h"

namespace tollgate::channel {
namespace {

std::string path_of(const std::string& plugin, const std::string& folder) {
  if (plugin.find('/') != std::string::npos) return plugin;
  return folder + "/" + plugin + ".so";
}

}  // namespace

// Accounts of one plugin share its library, and each has a word in what it must prove.
Result<std::shared_ptr<PluginLibrary>> LibraryShelf::get(const ChannelAccount& account) {
  const Key key(path_of(account.plugin, options_.plugin_folder), account.isolated);
  const PluginTrust trust = trust_in(account, options_.trust.require_signature);
  const auto found = libraries_.find(key);
  if (found == libraries_.end()) {
    PluginLibrary::Options wanted;
    wanted.path = key.first;
    wanted.keys = options_.trust.keys;
    wanted.trust = trust;
    if (account.isolated) wanted.host_program = options_.host_program;
    const auto before = before_.find(key);
    auto library = PluginLibrary::load(
        wanted, before == before_.end() ? std::shared_ptr<PluginLibrary>() : before->second);
    if (library) libraries_.emplace(key, *library);
    return library;
  }
  if (auto status = admit_plugin(key.first, found->second->proof(), trust); !status)
    return std::move(status).error();
  return found->second;
}

}  // namespace tollgate::channel
