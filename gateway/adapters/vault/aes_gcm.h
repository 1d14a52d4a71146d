// AES-256-GCM (NIST SP 800-38D) of short texts, through OpenSSL. Internal to the vault; pure
// functions, safe from any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "gateway/base/secret.h"

namespace tollgate::vault {

constexpr std::size_t kGcmNonceBytes = 12;
constexpr std::size_t kGcmTagBytes = 16;

// The ciphertext followed by the tag. The key has 32 bytes and the nonce 12 (CHECK). One key must
// never see one nonce twice.
std::string gcm_seal(const Secret& key, std::string_view nonce, std::string_view associated,
                     const Secret& plaintext);

// Nothing when any bit of the nonce, the associated data, the ciphertext or the tag has changed.
std::optional<Secret> gcm_open(const Secret& key, std::string_view nonce,
                               std::string_view associated, std::string_view sealed);

}  // namespace tollgate::vault
