#include "gateway/adapters/vault/key_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <filesystem>

#include "gateway/adapters/vault/key_ring.h"
#include "gateway/base/encoding.h"

namespace tollgate::vault {
namespace {

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0) close(number_);
  }
  bool ok() const { return number_ >= 0; }
  int number() const { return number_; }

 private:
  int number_;
};

Error failed(ErrorCode code, const std::string& path, std::string_view what, std::string mend) {
  return {code, "The key file " + path + " " + std::string(what) + ".", std::move(mend)};
}

Error system_failure(const std::string& path, std::string_view step, int error) {
  return failed(ErrorCode::unavailable, path,
                "cannot be " + std::string(step) + ": " + std::strerror(error),
                "Check the folder and its permissions.");
}

Status check_ownership(const std::string& path, const struct stat& file) {
  if (!S_ISREG(file.st_mode))
    return failed(ErrorCode::permission_denied, path, "is not a regular file", "Name a file.");
  const unsigned mode = file.st_mode & 07777U;
  if (mode != 0600 && mode != 0400)
    return failed(ErrorCode::permission_denied, path, "can be read or changed by others",
                  "Run: chmod 600 " + path);
  if (file.st_uid != geteuid() && file.st_uid != 0)
    return failed(ErrorCode::permission_denied, path,
                  "belongs to another user than this process or root",
                  "Run: chown " + std::to_string(geteuid()) + " " + path);
  return ok_status();
}

Result<Secret> read_whole(const std::string& path, int descriptor, std::size_t size) {
  std::string bytes(size, '\0');  // one allocation: a growing string would leave copies behind
  std::size_t done = 0;
  while (done < size) {
    const ssize_t count = read(descriptor, bytes.data() + done, size - done);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) {
      wipe(bytes.data(), bytes.size());
      return system_failure(path, "read", count < 0 ? errno : EIO);
    }
    done += static_cast<std::size_t>(count);
  }
  return Secret(std::move(bytes));
}

// A fresh file beside `path`, mode 0600, flushed to the disk. Returns its path.
Result<std::string> write_beside(const std::string& path, const Secret& text) {
  std::string name = path + ".XXXXXX";
  const Descriptor file(::mkostemp(name.data(), O_CLOEXEC));  // mkostemp makes it 0600
  if (!file.ok()) return system_failure(path, "written", errno);
  std::string_view rest = text.reveal();
  while (!rest.empty()) {
    const ssize_t count = write(file.number(), rest.data(), rest.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    rest.remove_prefix(static_cast<std::size_t>(count));
  }
  if (!rest.empty() || fsync(file.number()) != 0) {
    const int error = errno;
    unlink(name.c_str());
    return system_failure(path, "written", error);
  }
  return name;
}

Status flush_folder_of(const std::string& path) {
  auto folder = std::filesystem::path(path).parent_path();
  if (folder.empty()) folder = ".";
  const Descriptor descriptor(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!descriptor.ok() || fsync(descriptor.number()) != 0)
    return system_failure(path, "made durable", errno);
  return ok_status();
}

void append_fresh_key(Secret& text, std::string_view name, Random& random) {
  std::array<std::uint8_t, kKeyBytes> bytes{};
  random.fill(bytes);
  const Secret key(to_base64(as_text(bytes)));
  wipe(bytes.data(), bytes.size());
  std::string longer;
  longer.reserve(text.size() + name.size() + key.size() + 2);
  longer.append(text.reveal()).append(name).append(":").append(key.reveal()).append("\n");
  text = Secret(std::move(longer));
}

// The text without its line `current:…`: rotation writes a new one.
Secret without_current(const Secret& text) {
  std::string kept;
  kept.reserve(text.size() + 1);
  std::string_view rest = text.reveal();
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find_first_of("\n;"), rest.size());
    const std::string_view line = rest.substr(0, end);
    const std::size_t begin = std::min(line.find_first_not_of(" \t"), line.size());
    if (!line.substr(begin).starts_with("current:")) kept.append(line).append("\n");
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return Secret(std::move(kept));
}

}  // namespace

Result<Secret> read_key_file(const std::string& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK));
  if (!file.ok()) {
    if (errno == ENOENT)
      return failed(ErrorCode::not_found, path, "does not exist",
                    "Make one with: tollgate keys, or correct the path.");
    if (errno == ELOOP)
      return failed(ErrorCode::permission_denied, path, "is a symbolic link",
                    "Name the file itself.");
    return failed(ErrorCode::permission_denied, path,
                  std::string("cannot be opened: ") + std::strerror(errno),
                  "Let this process's user own it, with mode 0600.");
  }
  struct stat status {};
  if (fstat(file.number(), &status) != 0) return system_failure(path, "read", errno);
  if (auto owned = check_ownership(path, status); !owned) return std::move(owned).error();
  const auto size = static_cast<std::size_t>(status.st_size);
  if (size > kMaxKeyFileBytes)
    return failed(ErrorCode::limit_exceeded, path, "is longer than 64 KiB", "Name a key file.");
  return read_whole(path, file.number(), size);
}

Status create_key_file(const std::string& path, Random& random) {
  Secret text("# The vault's keys. Whoever has this file can read every card number.\ncurrent:1\n");
  append_fresh_key(text, "1", random);
  append_fresh_key(text, "fingerprint", random);
  const auto fresh = write_beside(path, text);
  if (!fresh) return fresh.error();
  const int linked = link(fresh->c_str(), path.c_str());  // unlike rename, never replaces
  const int error = errno;
  unlink(fresh->c_str());
  if (linked != 0 && error == EEXIST)
    return failed(ErrorCode::conflict, path, "exists already",
                  "Keep it: without its keys no stored card can be read.");
  if (linked != 0) return system_failure(path, "made", error);
  return flush_folder_of(path);
}

Status rotate_key_file(const std::string& path, Random& random) {
  auto text = read_key_file(path);
  if (!text) return std::move(text).error();
  const auto ring = KeyRing::parse(*text, "the key file " + path);
  if (!ring) return ring.error();
  if (ring->version_count() == kMaxKeyVersions || ring->highest_version() == UINT32_MAX)
    return failed(ErrorCode::limit_exceeded, path, "has no room for another version",
                  "Re-wrap every record, then remove the oldest versions.");
  const std::string version = std::to_string(ring->highest_version() + 1);
  Secret longer = without_current(*text);
  append_fresh_key(longer, version, random);
  std::string whole;
  whole.reserve(longer.size() + version.size() + 16);
  whole.append(longer.reveal()).append("current:").append(version).append("\n");
  const Secret replacement(std::move(whole));
  const auto fresh = write_beside(path, replacement);
  if (!fresh) return fresh.error();
  if (rename(fresh->c_str(), path.c_str()) != 0) {
    const int error = errno;
    unlink(fresh->c_str());
    return system_failure(path, "replaced", error);
  }
  return flush_folder_of(path);
}

}  // namespace tollgate::vault
