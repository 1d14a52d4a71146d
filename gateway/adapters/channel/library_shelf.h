// LibraryShelf: the plugins' libraries that are in use, each loaded once however many accounts want
// it, and again only when its file has changed. Used by one thread at a time.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "gateway/adapters/channel/channel_account.h"
#include "gateway/adapters/channel/plugin_library.h"
#include "gateway/base/result.h"

namespace tollgate::channel {

class LibraryShelf {
 public:
  struct Options {
    std::string plugin_folder;  // where a bare name finds NAME.so
    PluginPolicy trust;
    std::string host_program;  // for accounts that are isolated
  };

  explicit LibraryShelf(Options options) : options_(std::move(options)) {}
  // With other keys, and the libraries that `old` holds, which are taken when their files are as
  // they were.
  LibraryShelf(Options options, const LibraryShelf& old)
      : options_(std::move(options)), before_(old.libraries_) {}

  // Errors as PluginLibrary::load.
  Result<std::shared_ptr<PluginLibrary>> get(const ChannelAccount& account);
  // Lets go of what nobody asked for.
  void forget_the_rest() { before_.clear(); }

 private:
  using Key = std::pair<std::string, bool>;  // path, isolated
  using Libraries = std::map<Key, std::shared_ptr<PluginLibrary>>;

  const Options options_;
  Libraries before_;
  Libraries libraries_;
};

}  // namespace tollgate::channel
