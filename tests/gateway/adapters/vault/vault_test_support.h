// What the vault's tests share: a ring with the versions asked for, and a folder that goes away.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <initializer_list>
#include <string>

#include "gateway/adapters/vault/envelope.h"
#include "gateway/adapters/vault/key_ring.h"
#include "gateway/base/check.h"
#include "gateway/base/encoding.h"

namespace tollgate::vault {

inline constexpr RecordBinding kBinding = {
    .token_id = "pm_1", .merchant_id = "mer_1", .field = "card_number"};

// The key of a version is 32 times one letter: 'A' for version 1.
inline std::string key_line(int version) {
  const std::string key(kKeyBytes, static_cast<char>('A' + version - 1));
  return std::to_string(version) + ":" + to_base64(key) + "\n";
}

inline std::string fingerprint_line() {
  return "fingerprint:" + to_base64(std::string(kKeyBytes, 'f')) + "\n";
}

inline KeyRing make_ring(std::initializer_list<int> versions, int current) {
  std::string text = "current:" + std::to_string(current) + "\n" + fingerprint_line();
  for (const int version : versions) text += key_line(version);
  auto ring = KeyRing::parse(Secret(text), "a test");
  CHECK(ring.ok());
  return std::move(*ring);
}

class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = std::filesystem::temp_directory_path() / "tollgate-vault-XXXXXX";
    CHECK(mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder() { std::filesystem::remove_all(path_); }

  std::string file(const std::string& name) const { return path_ / name; }
  std::size_t entries() const {
    std::size_t count = 0;
    for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(path_)) ++count;
    return count;
  }

 private:
  std::filesystem::path path_;
};

}  // namespace tollgate::vault
