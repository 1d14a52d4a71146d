// KeyRing: the vault's key-encryption keys by version, which of them is current, and the key of
// fingerprints. Immutable once made: safe from any thread. A new key means a new ring.
//
// Its text, in a file or an environment variable (where ';' may stand for a line's end):
//
//   # comment
//   current:2                    the version that seals new records
//   1:<base64 of 32 bytes>       versions 1 to 4294967295, each once
//   2:<base64 of 32 bytes>
//   fingerprint:<base64 of 32 bytes>
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "gateway/base/digest.h"
#include "gateway/base/result.h"
#include "gateway/base/secret.h"

namespace tollgate::vault {

constexpr std::size_t kKeyBytes = 32;        // AES-256 and HMAC-SHA-256 alike
constexpr std::size_t kMaxKeyVersions = 64;  // old ones may go once every record is re-wrapped

class KeyRing {
 public:
  // `source` names the text in errors, which never show a key.
  // Error: invalid_argument with the line's number.
  static Result<KeyRing> parse(const Secret& text, std::string_view source);
  // Reads a regular file that is nobody else's to read: mode 0600 or 0400, owned by this process's
  // user or root, and no symbolic link. Errors: permission_denied, not_found, limit_exceeded
  // (over 64 KiB), invalid_argument.
  static Result<KeyRing> from_file(const std::string& path);
  // For development: whoever can read the process's environment can read the keys.
  // Errors: not_found when the variable is not set, invalid_argument.
  static Result<KeyRing> from_environment(const std::string& variable);

  std::uint32_t current_version() const { return current_version_; }
  std::uint32_t highest_version() const { return keys_.rbegin()->first; }
  std::size_t version_count() const { return keys_.size(); }
  // nullptr when the ring has no such version.
  const Secret* find(std::uint32_t version) const;
  // HMAC-SHA-256 under the fingerprint key: equal card numbers give equal digests, and without the
  // key nobody can try all card numbers.
  Digest32 fingerprint(const Secret& bytes) const;

 private:
  KeyRing() = default;

  std::map<std::uint32_t, Secret> keys_;
  std::uint32_t current_version_ = 0;
  Secret fingerprint_key_;
};

}  // namespace tollgate::vault
