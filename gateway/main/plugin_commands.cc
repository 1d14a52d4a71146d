// tollgate plugin …: what a channel's library must prove before the gateway loads it.
#include <fmt/format.h>

#include "gateway/adapters/channel/plugin_file.h"
#include "gateway/adapters/http/signature/signing_key.h"
#include "gateway/main/commands.h"
#include "gateway/main/components.h"
#include "gateway/main/report.h"
#include "gateway/main/secret_file.h"

namespace tollgate {
namespace {

const std::string kPublicSuffix = ".pub";

int check_and_print(const std::string& file, const std::vector<channel::PluginKey>& keys,
                    bool needs_signature) {
  const auto plugin = channel::PluginFile::open(file, keys);
  if (!plugin.ok()) return report(plugin.error());
  channel::PluginTrust trust;
  trust.needs_signature = needs_signature;
  const Status admitted = channel::admit_plugin(file, plugin->proof(), trust);
  if (!admitted.ok()) return report(admitted.error());
  fmt::print("{}  {}\n", plugin->proof().sha256, file);
  if (needs_signature) fmt::print("signed_by={}\n", plugin->proof().signed_by);
  return 0;
}

}  // namespace

int create_plugin_key(const std::string& key_file) {
  const auto pair = http::SigningKey::generate(http::Algorithm::ed25519);
  const Status secret = write_secret_file(key_file, pair.private_pem().reveal());
  if (!secret.ok()) return report(secret.error());
  const Status open = replace_file(key_file + kPublicSuffix, pair.public_pem());
  if (!open.ok()) return report(open.error());
  fmt::print("private_key_file={}\npublic_key_file={}{}\n", key_file, key_file, kPublicSuffix);
  return 0;
}

int print_plugin_digest(const std::string& file) { return check_and_print(file, {}, false); }

int sign_plugin(const std::string& file, const std::string& key_file) {
  auto pem = read_file(key_file);
  if (!pem.ok()) return report(pem.error());
  const auto key = http::SigningKey::from_pem(http::Algorithm::ed25519, Secret(std::move(*pem)));
  if (!key.ok())
    return report({key.error().code, key_file + ": " + key.error().message,
                   "`tollgate plugin create-key FILE` makes one."});
  // Only what the gateway would load is worth a signature.
  const auto plugin = channel::PluginFile::open(file, {});
  if (!plugin.ok()) return report(plugin.error());
  const std::string beside = file + std::string(channel::kPluginSignatureSuffix);
  const Status written = replace_file(beside, key->sign(plugin->bytes()));
  if (!written.ok()) return report(written.error());
  fmt::print("signature_file={}\n", beside);
  return 0;
}

int verify_plugin(const std::string& file, const std::vector<std::string>& key_files) {
  const auto keys = plugin_keys(key_files, {});
  if (!keys.ok()) return report(keys.error());
  return check_and_print(file, *keys, true);
}

}  // namespace tollgate
