#include "gateway/adapters/channel/plugin_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>

#include "gateway/adapters/channel/elf_check.h"

namespace tollgate::channel {
namespace {

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return number_; }

 private:
  const int number_;
};

Status check_writers(const struct stat& status, const std::string& what, const std::string& path,
                     bool others_may_write) {
  if (status.st_uid != 0 && status.st_uid != ::geteuid())
    return Error{
        ErrorCode::permission_denied,
        fmt::format("{} {} belongs to user {}, who could change it while the gateway runs.", what,
                    path, status.st_uid),
        fmt::format("chown root {}", path)};
  if ((status.st_mode & (S_IWGRP | S_IWOTH)) != 0 && !others_may_write)
    return Error{ErrorCode::permission_denied,
                 fmt::format("{} {} can be written by others than its owner (mode {:o}).", what,
                             path, status.st_mode & 07777U),
                 fmt::format("chmod go-w {}", path)};
  return ok_status();
}

// In a sticky folder (/tmp) others can add files, but not put one in the place of ours.
Status check_folder(int folder, const std::string& path) {
  struct stat status {};
  if (::fstat(folder, &status) != 0)
    return Error{ErrorCode::not_found, fmt::format("The folder {} cannot be read.", path),
                 "check the file system it is on"};
  return check_writers(status, "The plugin's folder", path, (status.st_mode & S_ISVTX) != 0);
}

Result<std::uint64_t> check_file(int file, const std::string& path) {
  struct stat status {};
  if (::fstat(file, &status) != 0)
    return Error{ErrorCode::not_found, fmt::format("The plugin {} cannot be read.", path),
                 "check the file system it is on"};
  if (!S_ISREG(status.st_mode))
    return Error{ErrorCode::invalid_argument,
                 fmt::format("The plugin {} is not a regular file.", path),
                 "name the .so file itself"};
  if (auto writers = check_writers(status, "The plugin", path, false); !writers)
    return std::move(writers).error();
  const auto size = static_cast<std::uint64_t>(status.st_size);
  if (size > PluginFile::kBytesMax)
    return Error{ErrorCode::limit_exceeded,
                 fmt::format("The plugin {} has {} bytes; the most is {}.", path, size,
                             PluginFile::kBytesMax),
                 "strip it of its debug information"};
  return size;
}

Error not_opened(const std::string& path) {
  if (errno == ELOOP)
    return {ErrorCode::permission_denied,
            fmt::format("The plugin {} is a symbolic link, which others may turn elsewhere.", path),
            "name the file that it leads to"};
  return {ErrorCode::not_found,
          fmt::format("The plugin {} cannot be opened: {}.", path, std::strerror(errno)),
          "check `plugin` of the channel account"};
}

// What stands in FILE.sig, cut behind one byte too many; nothing when there is no such file.
std::optional<std::string> read_signature(int folder, const std::string& name) {
  const std::string beside = name + std::string(kPluginSignatureSuffix);
  const Descriptor file(
      ::openat(folder, beside.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  if (file.get() < 0) return std::nullopt;
  std::array<char, kPluginSignatureBytes + 1> room{};
  const ssize_t count = ::read(file.get(), room.data(), room.size());
  return std::string(room.data(), count > 0 ? static_cast<std::size_t>(count) : 0);
}

}  // namespace

Result<PluginFile> PluginFile::open(const std::string& path, const std::vector<PluginKey>& keys) {
  const auto slash = path.rfind('/');
  const std::string name = slash == std::string::npos ? path : path.substr(slash + 1);
  const std::string folder_path = slash == std::string::npos ? "." : path.substr(0, slash + 1);
  const Descriptor folder(::open(folder_path.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (folder.get() < 0) return not_opened(path);
  // O_NONBLOCK: a FIFO must be refused, not waited for.
  const Descriptor file(
      ::openat(folder.get(), name.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  if (file.get() < 0) return not_opened(path);
  const auto size = check_file(file.get(), path);
  if (!size) return size.error();
  if (auto status = check_folder(folder.get(), folder_path); !status)
    return std::move(status).error();
  auto copy = SealedCopy::make(file.get(), *size, path);
  if (!copy) return std::move(copy).error();
  if (const auto fault = elf_fault(copy->descriptor(), *size))
    return Error{ErrorCode::invalid_argument, fmt::format("The plugin {} {}.", path, *fault),
                 "copy it again, under a temporary name, and rename it into place"};
  auto proof = prove_plugin(path, copy->bytes(), read_signature(folder.get(), name), keys);
  if (!proof) return std::move(proof).error();
  return PluginFile(std::move(*copy), std::move(*proof));
}

}  // namespace tollgate::channel
