// PluginLibrary: a channel's shared library, checked and loaded. It is never unloaded: an object
// of an unloaded library would crash, and a new version comes under a new file name.
//
// Everything is checked on a sealed copy of one open file, and that very copy is loaded, so that
// nobody can swap it in between or change it afterwards. Immutable once loaded: safe from any
// thread.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "gateway/adapters/channel/descriptor_reader.h"
#include "gateway/adapters/channel/plugin_trust.h"
#include "gateway/base/result.h"
#include "tollgate/channel.h"

namespace tollgate::channel {

class IsolatedPlugin;
class PluginFile;

class PluginLibrary {
 public:
  struct Options {
    std::string path;
    PluginTrust trust;            // what the file must prove
    std::vector<PluginKey> keys;  // whose signatures are believed
    // The program tollgate-channel-host: the library is loaded in a process of its own. Empty:
    // here.
    std::string host_program;
  };

  // Errors: not_found, permission_denied (owner, mode, digest, signature), invalid_argument (not a
  // library this host can use). The message names the file, and both versions where they differ.
  // `loaded` is given back when the file has not changed since it was loaded; null: none was.
  static Result<std::shared_ptr<PluginLibrary>> load(
      const Options& options, const std::shared_ptr<PluginLibrary>& loaded = nullptr);

  PluginLibrary(const PluginLibrary&) = delete;
  PluginLibrary& operator=(const PluginLibrary&) = delete;

  const std::string& path() const { return path_; }
  const PluginProof& proof() const { return proof_; }
  // Makes a channel, as tollgate_entry's create does, in this process or the library's own. May
  // throw what a plugin in this process throws.
  tollgate_channel* create(const tollgate_host& host, const tollgate_settings& settings,
                           tollgate_buffer& sentence) const;
  // Null: it is in this process.
  const IsolatedPlugin* isolated() const { return isolated_.get(); }
  // Of a library in this process (CHECK).
  const tollgate_entry& entry() const;
  const PluginDescription& description() const { return description_; }
  // Held around create() and destroy(): calls marked [loader] never overlap.
  std::mutex& loader_mutex() const { return loader_mutex_; }

 private:
  PluginLibrary(std::string path, PluginProof proof)
      : path_(std::move(path)), proof_(std::move(proof)) {}
  Status load_here(PluginFile file);
  Status load_isolated(PluginFile file, const std::string& host_program);
  Status describe(const tollgate_descriptor* descriptor);

  const std::string path_;
  const PluginProof proof_;
  const tollgate_entry* entry_ = nullptr;     // of a library in this process
  std::shared_ptr<IsolatedPlugin> isolated_;  // of one in its own
  PluginDescription description_;
  mutable std::mutex loader_mutex_;
};

}  // namespace tollgate::channel
