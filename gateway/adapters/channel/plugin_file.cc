#include "gateway/adapters/channel/plugin_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>

#include "gateway/adapters/channel/elf_check.h"
#include "gateway/base/digest.h"
#include "gateway/base/encoding.h"

namespace tollgate::channel {
namespace {

constexpr std::uint64_t kFileBytesMax = std::uint64_t{256} << 20U;

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

Status check_digest(int file_descriptor, std::uint64_t size, const std::string& path,
                    const std::vector<std::string>& allowed) {
  if (allowed.empty()) return ok_status();
  const auto bytes = read_all(file_descriptor, size);
  const std::string digest = bytes ? to_hex(as_text(sha256(*bytes))) : "unreadable";
  if (std::find(allowed.begin(), allowed.end(), digest) != allowed.end()) return ok_status();
  return Error{ErrorCode::permission_denied,
               fmt::format("The plugin {} has the SHA-256 {}, which is not on the allow-list.",
                           path, digest),
               "check where the file comes from, then add its SHA-256 to the allow-list"};
}

Status check_file(int file_descriptor, const std::string& path,
                  const std::vector<std::string>& allowed_sha256) {
  struct stat status {};
  if (::fstat(file_descriptor, &status) != 0)
    return Error{ErrorCode::not_found, fmt::format("The plugin {} cannot be read.", path),
                 "check the file system it is on"};
  if (auto result = check_ownership(status, path); !result) return result;
  const auto size = static_cast<std::uint64_t>(status.st_size);
  if (size > kFileBytesMax)
    return Error{
        ErrorCode::limit_exceeded,
        fmt::format("The plugin {} has {} bytes; the most is {}.", path, size, kFileBytesMax),
        "strip it of its debug information"};
  if (const auto fault = elf_fault(file_descriptor, size))
    return Error{ErrorCode::invalid_argument, fmt::format("The plugin {} {}.", path, *fault),
                 "copy it again, under a temporary name, and rename it into place"};
  return check_digest(file_descriptor, size, path, allowed_sha256);
}

}  // namespace

Result<PluginFile> PluginFile::open(const std::string& path,
                                    const std::vector<std::string>& allowed_sha256) {
  // O_NONBLOCK: a FIFO must be refused, not waited for.
  PluginFile file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (file.descriptor_ < 0)
    return Error{ErrorCode::not_found,
                 fmt::format("The plugin {} cannot be opened: {}.", path, std::strerror(errno)),
                 "check `plugin` of the channel account"};
  if (auto status = check_file(file.descriptor_, path, allowed_sha256); !status)
    return std::move(status).error();
  return file;
}

PluginFile::~PluginFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace tollgate::channel
