#include "gateway/adapters/channel/plugin_library.h"

#include <fmt/format.h>

#include <boost/dll/shared_library.hpp>

#include "gateway/adapters/channel/isolation/isolated_plugin.h"
#include "gateway/adapters/channel/plugin_file.h"
#include "gateway/base/check.h"

namespace tollgate::channel {
namespace {

// The open file and what dlopen made of it. Both stay for the life of the process: the dynamic
// linker knows the library as /proc/self/fd/N, so N must never come to mean another file.
struct LoadedFile {
  PluginFile file;
  boost::dll::shared_library library;
};

void keep_for_ever(LoadedFile loaded) {
  static std::mutex mutex;
  static auto* const kept = new std::vector<LoadedFile>;  // never destroyed
  const std::lock_guard lock(mutex);
  kept->push_back(std::move(loaded));
}

// dlopen's own words, with the name the operator knows.
std::string named(std::string text, const std::string& alias, const std::string& path) {
  for (auto at = text.find(alias); at != std::string::npos; at = text.find(alias, at + path.size()))
    text.replace(at, alias.size(), path);
  return text;
}

Result<boost::dll::shared_library> open_library(int file_descriptor, const std::string& path) {
  const std::string alias = fmt::format("/proc/self/fd/{}", file_descriptor);
  try {
    // Lazy binding would end the process at the first call of a missing function.
    return boost::dll::shared_library(
        boost::filesystem::path(alias),
        boost::dll::load_mode::rtld_now | boost::dll::load_mode::rtld_local);
  } catch (const std::exception& failure) {
    return Error{ErrorCode::invalid_argument,
                 fmt::format("The plugin {} cannot be loaded: {}.", path,
                             named(failure.what(), alias, path)),
                 "build it again on this system with what it needs linked in"};
  }
}

using EntryFunction = const tollgate_entry*();

Result<const tollgate_entry*> find_entry(const boost::dll::shared_library& library,
                                         const std::string& path) {
  if (!library.has(TOLLGATE_ENTRY_SYMBOL))
    return Error{ErrorCode::invalid_argument,
                 fmt::format("The plugin {} does not export {}.", path, TOLLGATE_ENTRY_SYMBOL),
                 "export it with TOLLGATE_EXPORT and keep it in the version script"};
  const tollgate_entry* entry = nullptr;
  try {
    entry = library.get<EntryFunction>(TOLLGATE_ENTRY_SYMBOL)();
  } catch (...) {
    entry = nullptr;
  }
  if (entry == nullptr)
    return Error{ErrorCode::invalid_argument,
                 fmt::format("The plugin {} gives no entry from {}.", path, TOLLGATE_ENTRY_SYMBOL),
                 "run channel-check on it"};
  if (entry->abi_version != TOLLGATE_ABI_VERSION)
    return Error{
        ErrorCode::invalid_argument,
        fmt::format("The plugin {} has ABI version {}, this gateway ABI version {}.", path,
                    entry->abi_version, TOLLGATE_ABI_VERSION),
        fmt::format("build it with the plugin SDK {} of this gateway", TOLLGATE_SDK_VERSION)};
  if (entry->size < sizeof(tollgate_entry) || entry->create == nullptr)
    return Error{ErrorCode::invalid_argument,
                 fmt::format("The plugin {} has an entry of {} bytes; ABI version {} has {}, and a "
                             "create function.",
                             path, entry->size, TOLLGATE_ABI_VERSION, sizeof(tollgate_entry)),
                 "fill the entry with the macro of channel.hpp, or set its size by sizeof"};
  return entry;
}

}  // namespace

Result<std::shared_ptr<PluginLibrary>> PluginLibrary::load(
    const Options& options, const std::shared_ptr<PluginLibrary>& loaded_before) {
  auto file = PluginFile::open(options.path, options.keys);
  if (!file) return std::move(file).error();
  if (auto status = admit_plugin(options.path, file->proof(), options.trust); !status)
    return std::move(status).error();
  if (loaded_before != nullptr && loaded_before->proof().sha256 == file->proof().sha256)
    return loaded_before;
  std::shared_ptr<PluginLibrary> library(new PluginLibrary(options.path, file->proof()));
  auto loaded = options.host_program.empty()
                    ? library->load_here(std::move(*file))
                    : library->load_isolated(std::move(*file), options.host_program);
  if (!loaded) return std::move(loaded).error();
  return library;
}

Status PluginLibrary::load_here(PluginFile file) {
  auto library = open_library(file.descriptor(), path_);
  if (!library) return std::move(library).error();
  auto entry = find_entry(*library, path_);
  // From here on code of the library has run: it stays, even when it is refused.
  keep_for_ever({std::move(file), std::move(*library)});
  if (!entry) return std::move(entry).error();
  entry_ = *entry;
  return describe(entry_->descriptor);
}

Status PluginLibrary::load_isolated(PluginFile file, const std::string& host_program) {
  auto plugin = IsolatedPlugin::start(host_program, path_, std::move(file));
  if (!plugin) return std::move(plugin).error();
  isolated_ = std::move(*plugin);
  return describe(&isolated_->descriptor());
}

Status PluginLibrary::describe(const tollgate_descriptor* descriptor) {
  auto description = read_descriptor(descriptor);
  if (!description) {
    Error error = std::move(description).error();
    error.message = fmt::format("The plugin {} {}.", path_, error.message);
    return error;
  }
  description_ = std::move(*description);
  return ok_status();
}

tollgate_channel* PluginLibrary::create(const tollgate_host& host,
                                        const tollgate_settings& settings,
                                        tollgate_buffer& sentence) const {
  return isolated_ ? isolated_->create(host, settings, sentence)
                   : entry_->create(&host, &settings, &sentence);
}

const tollgate_entry& PluginLibrary::entry() const {
  CHECK(entry_ != nullptr);
  return *entry_;
}

}  // namespace tollgate::channel
