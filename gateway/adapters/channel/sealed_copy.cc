#include "gateway/adapters/channel/sealed_copy.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace tollgate::channel {
namespace {

constexpr std::size_t kNameMax = 200;  // memfd_create takes 249 bytes

}  // namespace

Result<SealedCopy> SealedCopy::make(int file_descriptor, std::uint64_t size,
                                    const std::string& name) {
  SealedCopy made(
      ::memfd_create(name.substr(0, kNameMax).c_str(), MFD_CLOEXEC | MFD_ALLOW_SEALING));
  if (made.descriptor_ < 0)
    return Error{ErrorCode::limit_exceeded,
                 fmt::format("There is no room for a copy of {}: {}.", name, std::strerror(errno)),
                 "raise the limit of open files"};
  if (!made.copy(file_descriptor, size))
    return Error{ErrorCode::conflict,
                 fmt::format("{} changed while it was read, or there is no memory for it.", name),
                 "install files under a temporary name and rename them into place"};
  if (!made.seal_and_map(size))
    return Error{ErrorCode::internal,
                 fmt::format("The copy of {} cannot be sealed: {}.", name, std::strerror(errno)),
                 "Tollgate needs Linux 3.17 or later with memfd"};
  return made;
}

bool SealedCopy::copy(int from, std::uint64_t size) const {
  off_t at = 0;
  while (static_cast<std::uint64_t>(at) < size)
    if (::sendfile(descriptor_, from, &at, size - static_cast<std::uint64_t>(at)) <= 0)
      return false;
  char more = 0;
  return ::pread(from, &more, 1, at) == 0;
}

bool SealedCopy::seal_and_map(std::uint64_t size) {
  constexpr int kSeals = F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE;
  if (::fcntl(descriptor_, F_ADD_SEALS, kSeals) != 0) return false;
  if (size == 0) return true;
  void* mapped = ::mmap(nullptr, size, PROT_READ, MAP_SHARED, descriptor_, 0);
  if (mapped == MAP_FAILED) return false;
  data_ = static_cast<const char*>(mapped);
  size_ = size;
  return true;
}

SealedCopy::~SealedCopy() {
  // Only what this object mapped and opened; a loaded library has mappings of its own.
  if (data_ != nullptr) ::munmap(const_cast<char*>(data_), size_);
  if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace tollgate::channel
