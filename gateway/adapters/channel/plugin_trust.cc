#include "gateway/adapters/channel/plugin_trust.h"

#include <fmt/format.h>

#include <algorithm>

#include "gateway/base/digest.h"
#include "gateway/base/encoding.h"

namespace tollgate::channel {

Result<PluginProof> prove_plugin(const std::string& path, std::string_view bytes,
                                 const std::optional<std::string>& signature,
                                 const std::vector<PluginKey>& keys) {
  PluginProof proof;
  const Digest32 digest = sha256(bytes);
  proof.sha256 = to_hex(as_text(digest));
  if (!signature || keys.empty()) return proof;
  if (signature->size() == kPluginSignatureBytes)
    for (const auto& key : keys)
      if (key.verify(bytes, *signature)) {
        proof.signed_by = key.name;
        return proof;
      }
  return Error{ErrorCode::permission_denied,
               fmt::format("The signature {}{} is not one of this file by any key of plugins.keys: "
                           "the file was changed after it was signed, or somebody else signed it.",
                           path, kPluginSignatureSuffix),
               "fetch the file and its signature again, or add its vendor's key to plugins.keys"};
}

Status admit_plugin(const std::string& path, const PluginProof& proof, const PluginTrust& trust) {
  const bool is_listed =
      std::find(trust.sha256.begin(), trust.sha256.end(), proof.sha256) != trust.sha256.end();
  if (!trust.sha256.empty() && !is_listed)
    return Error{ErrorCode::permission_denied,
                 fmt::format("The plugin {} has the SHA-256 {}, which is not on the allow-list.",
                             path, proof.sha256),
                 "check where the file comes from, then add its SHA-256 to the allow-list"};
  if (trust.needs_signature && proof.signed_by.empty())
    return Error{ErrorCode::permission_denied,
                 fmt::format("The plugin {} has no signature by a key of plugins.keys, and "
                             "plugins.require_signature is set.",
                             path),
                 fmt::format("put its vendor's signature at {}{} and the key into plugins.keys; "
                             "`tollgate plugin sign` makes one",
                             path, kPluginSignatureSuffix)};
  if (trust.needs_proof && !is_listed && proof.signed_by.empty())
    return Error{
        ErrorCode::permission_denied,
        fmt::format("The plugin {} is for a live account, and neither its SHA-256 is "
                    "listed nor is it signed by a key of plugins.keys.",
                    path),
        fmt::format("after a look at where it comes from, write sha256 = [\"{}\"] into its "
                    "channel account",
                    proof.sha256)};
  return ok_status();
}

}  // namespace tollgate::channel
