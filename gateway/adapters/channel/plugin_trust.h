// PluginTrust: what a plugin's file must prove before it is loaded, and what it has proven. Pure
// but for the keys' own verify functions; safe from any thread.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/result.h"

namespace tollgate::channel {

constexpr std::size_t kPluginSignatureBytes = 64;  // Ed25519, RFC 8032
inline constexpr std::string_view kPluginSignatureSuffix = ".sig";

// A public key whose signatures of plugins are believed. The signature is Ed25519 over the file's
// bytes, so that `openssl pkeyutl -sign -rawin` makes it too.
struct PluginKey {
  std::string name;  // the key's file, for sentences
  std::function<bool(std::string_view bytes, std::string_view signature)> verify;
};

// What is asked of every plugin. Without require_signature a live account's plugin needs a
// signature or its account's sha256.
struct PluginPolicy {
  std::vector<PluginKey> keys;
  bool require_signature = false;
};

struct PluginTrust {
  std::vector<std::string> sha256;  // lower-case hex; the file must have one of them. Empty: any
  bool needs_signature = false;     // by one of the keys
  bool needs_proof = false;         // by its digest's being listed, or by a signature
};

// What was found out about one open file.
struct PluginProof {
  std::string sha256;  // of its bytes, lower-case hex
  std::string
      signed_by;  // the key's name; empty: nobody's signature was there, or no key to check it
};

// `signature` is what stands in the file beside it, when there is one. permission_denied: there are
// keys and it is of none of them.
Result<PluginProof> prove_plugin(const std::string& path, std::string_view bytes,
                                 const std::optional<std::string>& signature,
                                 const std::vector<PluginKey>& keys);

// permission_denied: `proof` is not what `trust` asks for.
Status admit_plugin(const std::string& path, const PluginProof& proof, const PluginTrust& trust);

}  // namespace tollgate::channel
