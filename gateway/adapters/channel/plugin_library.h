// PluginLibrary: a channel's shared library, checked and loaded. It is never unloaded: an object
// of an unloaded library would crash, and a new version comes under a new file name.
//
// Everything is checked on one open file, and that very file is loaded, so that nobody can swap
// it in between. Immutable once loaded: safe from any thread.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "gateway/adapters/channel/descriptor_reader.h"
#include "gateway/base/result.h"
#include "tollgate/channel.h"

namespace tollgate::channel {

class PluginLibrary {
 public:
  struct Options {
    std::string path;
    // SHA-256 of the files that may be loaded, in hex; empty: any file that passes the checks.
    std::vector<std::string> allowed_sha256;
  };

  // Errors: not_found, permission_denied (owner, mode, digest), invalid_argument (not a library
  // this host can use). The message names the file, and both versions where they differ.
  static Result<std::shared_ptr<PluginLibrary>> load(const Options& options);

  PluginLibrary(const PluginLibrary&) = delete;
  PluginLibrary& operator=(const PluginLibrary&) = delete;

  const std::string& path() const { return path_; }
  const tollgate_entry& entry() const { return *entry_; }
  const PluginDescription& description() const { return description_; }
  // Held around create() and destroy(): calls marked [loader] never overlap.
  std::mutex& loader_mutex() const { return loader_mutex_; }

 private:
  PluginLibrary(std::string path, const tollgate_entry* entry, PluginDescription description)
      : path_(std::move(path)), entry_(entry), description_(std::move(description)) {}

  const std::string path_;
  const tollgate_entry* const entry_;
  const PluginDescription description_;
  mutable std::mutex loader_mutex_;
};

}  // namespace tollgate::channel
