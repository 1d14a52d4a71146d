// The vault's key file on disk: read with suspicion, made and replaced atomically. Free functions,
// safe from any thread; two processes rotating one file at once lose one of the new keys.
#pragma once

#include <string>

#include "gateway/base/random.h"
#include "gateway/base/result.h"
#include "gateway/base/secret.h"

namespace tollgate::vault {

constexpr std::size_t kMaxKeyFileBytes = 65536;

// The text of a file that satisfies KeyRing::from_file's conditions.
Result<Secret> read_key_file(const std::string& path);

// Writes a fresh ring of one version and a fingerprint key: mode 0600, complete or not at all,
// durable when ok is returned. Errors: conflict when something is at `path` already (it stays as
// it was), unavailable when the folder cannot be written.
Status create_key_file(const std::string& path, Random& random);

// Adds the version after the highest one and makes it current; older ones stay, so that every
// record can still be opened and re-wrapped. Replaced in one step. Errors: as KeyRing::from_file,
// limit_exceeded at 64 versions, unavailable.
Status rotate_key_file(const std::string& path, Random& random);

}  // namespace tollgate::vault
