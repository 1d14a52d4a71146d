#include "gateway/adapters/channel/plugin_library.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <boost/dll/shared_library.hpp>
#include <cerrno>
#include <cstring>
#include <optional>

#include "gateway/adapters/channel/elf_check.h"
#include "gateway/base/digest.h"
#include "gateway/base/encoding.h"

namespace tollgate::channel {
namespace {

constexpr std::uint64_t kFileBytesMax = std::uint64_t{256} << 20U;

// The open file and what dlopen made of it. Both stay for the life of the process: the dynamic
// linker knows the library as /proc/self/fd/N, so N must never come to mean another file.
struct LoadedFile {
  int file_descriptor = -1;
  boost::dll::shared_library library;
};

void keep_for_ever(LoadedFile loaded) {
  static std::mutex mutex;
  static auto* const kept = new std::vector<LoadedFile>;  // never destroyed
  const std::lock_guard lock(mutex);
  kept->push_back(std::move(loaded));
}

class OpenFile {
 public:
  explicit OpenFile(const std::string& path)
      : descriptor_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {}
  ~OpenFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;

  int descriptor() const { return descriptor_; }
  int release() { return std::exchange(descriptor_, -1); }

 private:
  int descriptor_;
};

Status check_ownership(const struct stat& status, const std::string& path) {
  if (!S_ISREG(status.st_mode))
    return Error{ErrorCode::invalid_argument,
                 fmt::format("The plugin {} is not a regular file.", path),
                 "name the .so file itself"};
  if (status.st_uid != 0 && status.st_uid != ::geteuid())
    return Error{ErrorCode::permission_denied,
                 fmt::format("The plugin {} belongs to user {}, who could change it while the "
                             "gateway runs.",
                             path, status.st_uid),
                 fmt::format("chown root {}", path)};
  if ((status.st_mode & (S_IWGRP | S_IWOTH)) != 0)
    return Error{ErrorCode::permission_denied,
                 fmt::format("The plugin {} can be written by others than its owner (mode {:o}).",
                             path, status.st_mode & 07777U),
                 fmt::format("chmod go-w {}", path)};
  return ok_status();
}

std::optional<std::string> read_all(int file_descriptor, std::uint64_t size) {
  std::string bytes(size, '\0');
  std::size_t done = 0;
  while (done < size) {
    const ssize_t count =
        ::pread(file_descriptor, bytes.data() + done, size - done, static_cast<off_t>(done));
    if (count <= 0) return std::nullopt;
    done += static_cast<std::size_t>(count);
  }
  return bytes;
}

Status check_digest(int file_descriptor, std::uint64_t size,
                    const PluginLibrary::Options& options) {
  if (options.allowed_sha256.empty()) return ok_status();
  const auto bytes = read_all(file_descriptor, size);
  const std::string digest = bytes ? to_hex(as_text(sha256(*bytes))) : "unreadable";
  const auto& allowed = options.allowed_sha256;
  if (std::find(allowed.begin(), allowed.end(), digest) != allowed.end()) return ok_status();
  return Error{ErrorCode::permission_denied,
               fmt::format("The plugin {} has the SHA-256 {}, which is not on the allow-list.",
                           options.path, digest),
               "check where the file comes from, then add its SHA-256 to the allow-list"};
}

Status check_file(int file_descriptor, const PluginLibrary::Options& options) {
  struct stat status {};
  if (::fstat(file_descriptor, &status) != 0)
    return Error{ErrorCode::not_found, fmt::format("The plugin {} cannot be read.", options.path)};
  if (auto result = check_ownership(status, options.path); !result) return result;
  const auto size = static_cast<std::uint64_t>(status.st_size);
  if (size > kFileBytesMax)
    return Error{ErrorCode::limit_exceeded,
                 fmt::format("The plugin {} has {} bytes; the most is {}.", options.path, size,
                             kFileBytesMax)};
  if (const auto fault = elf_fault(file_descriptor, size))
    return Error{ErrorCode::invalid_argument,
                 fmt::format("The plugin {} {}.", options.path, *fault),
                 "copy it again, under a temporary name, and rename it into place"};
  return check_digest(file_descriptor, size, options);
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

Result<std::shared_ptr<PluginLibrary>> PluginLibrary::load(const Options& options) {
  OpenFile file(options.path);
  if (file.descriptor() < 0)
    return Error{
        ErrorCode::not_found,
        fmt::format("The plugin {} cannot be opened: {}.", options.path, std::strerror(errno)),
        "check `plugin` of the channel account"};
  if (auto status = check_file(file.descriptor(), options); !status)
    return std::move(status).error();

  auto library = open_library(file.descriptor(), options.path);
  if (!library) return std::move(library).error();
  auto entry = find_entry(*library, options.path);
  // From here on code of the library has run: it stays, even when it is refused.
  keep_for_ever({file.release(), std::move(*library)});
  if (!entry) return std::move(entry).error();

  auto description = read_descriptor((*entry)->descriptor);
  if (!description) {
    Error error = std::move(description).error();
    error.message = fmt::format("The plugin {} {}.", options.path, error.message);
    return error;
  }
  return std::shared_ptr<PluginLibrary>(
      new PluginLibrary(options.path, *entry, std::move(*description)));
}

}  // namespace tollgate::channel
