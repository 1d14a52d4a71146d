// tollgate keys …: merchants, API keys, the vault's key file.
#include <fmt/format.h>

#include <cstdio>

#include "gateway/adapters/http/signature/signing_key.h"
#include "gateway/adapters/mysql/directory.h"
#include "gateway/adapters/vault/key_file.h"
#include "gateway/base/encoding.h"
#include "gateway/main/api_secrets.h"
#include "gateway/main/commands.h"
#include "gateway/main/components.h"
#include "gateway/main/open_database.h"
#include "gateway/main/report.h"
#include "gateway/main/secret_file.h"

namespace tollgate {
namespace {

constexpr std::size_t kSecretBytes = 32;

struct Opened {
  Config config;
  std::unique_ptr<Directory> directory;
};

Result<Opened> open_directory(const std::string& config_file) {
  auto opened = open_database(config_file);
  if (!opened.ok()) return opened.error();
  auto directory = std::make_unique<mysql::MySqlDirectory>(std::move(opened->connection));
  return Opened{std::move(opened->config), std::move(directory)};
}

// What the merchant must keep: a private key, a shared secret or a token. Empty when the merchant
// made the pair and gave us the public half only.
struct MadeKey {
  ApiKey record;
  std::string for_merchant;
};

Status fill_ed25519(const CreateKeyArguments& arguments, MadeKey& made) {
  made.record.kind = KeyKind::ed25519;
  if (arguments.public_key_file.empty()) {
    const auto pair = http::SigningKey::generate(http::Algorithm::ed25519);
    made.record.material = pair.public_pem();
    made.for_merchant = std::string(pair.private_pem().reveal());
    return ok_status();
  }
  auto pem = read_file(arguments.public_key_file);
  if (!pem.ok()) return pem.error();
  auto parsed = http::VerifyingKey::from_pem(http::Algorithm::ed25519, *pem);
  if (!parsed.ok()) return parsed.error();
  made.record.material = std::move(*pem);
  return ok_status();
}

std::string random_text(Random& random) {
  std::string bytes(kSecretBytes, '\0');
  random.fill({reinterpret_cast<std::uint8_t*>(bytes.data()), bytes.size()});
  return to_base64url(bytes);
}

Status fill_material(const Config& config, const CreateKeyArguments& arguments, Random& random,
                     MadeKey& made) {
  if (arguments.kind == "ed25519") return fill_ed25519(arguments, made);
  if (arguments.kind == "bearer") {
    if (arguments.mode != "test")
      return Error{ErrorCode::invalid_argument, "A bearer key is for the sandbox only.",
                   "Use --kind ed25519 for live payments."};
    made.record.kind = KeyKind::bearer;
    made.for_merchant = "sk_test_" + random_text(random);
    made.record.material = std::string(as_text(sha256(made.for_merchant)));
    return ok_status();
  }
  made.record.kind = KeyKind::hmac_sha256;
  made.for_merchant = random_text(random);
  auto sealer = ApiSecrets::open(config, random);
  if (!sealer.ok()) return sealer.error();
  auto sealed = (*sealer)->seal(made.record, Secret(made.for_merchant));
  if (!sealed.ok()) return sealed.error();
  made.record.material = std::move(*sealed);
  return ok_status();
}

Result<MadeKey> make_key(const Config& config, const CreateKeyArguments& arguments,
                         MerchantId merchant) {
  SystemRandom random;
  const Timestamp now = SystemClock().now();
  MadeKey made;
  made.record.id = ApiKeyId::make(now, random);
  made.record.merchant_id = merchant;
  made.record.mode = arguments.mode == "live" ? Mode::live : Mode::test;
  made.record.may_pay_out = arguments.may_pay_out;
  made.record.valid_from = now;
  made.record.created_at = now;
  const Status filled = fill_material(config, arguments, random, made);
  if (!filled.ok()) return filled.error();
  return made;
}

Error no_merchant(const std::string& text) {
  return {ErrorCode::not_found, fmt::format("There is no merchant {}.", text),
          "`tollgate keys merchants` lists them."};
}

std::string_view kind_text(KeyKind kind) {
  switch (kind) {
    case KeyKind::ed25519:
      return "ed25519";
    case KeyKind::hmac_sha256:
      return "hmac-sha256";
    case KeyKind::bearer:
      return "bearer";
    default:
      return "unknown";
  }
}

}  // namespace

int create_vault_keys(const std::string& key_file) {
  SystemRandom random;
  const Status made = vault::create_key_file(key_file, random);
  if (!made.ok()) return report(made.error());
  fmt::print("vault_key_file={}\n", key_file);
  return 0;
}

int create_signing_key(const std::string& key_file) {
  const auto pair = http::SigningKey::generate(http::Algorithm::ed25519);
  const Status written = write_secret_file(key_file, pair.private_pem().reveal());
  if (!written.ok()) return report(written.error());
  fmt::print("signing_key_file={}\n", key_file);
  return 0;
}

int create_merchant(const std::string& config_file, const std::string& name) {
  auto opened = open_directory(config_file);
  if (!opened.ok()) return report(opened.error());
  SystemRandom random;
  Merchant merchant;
  merchant.created_at = SystemClock().now();
  merchant.id = MerchantId::make(merchant.created_at, random);
  merchant.name = name;
  const Status inserted = opened->directory->insert_merchant(merchant);
  if (!inserted.ok()) return report(inserted.error());
  fmt::print("merchant_id={}\n", merchant.id.str());
  return 0;
}

int list_merchants(const std::string& config_file) {
  auto opened = open_directory(config_file);
  if (!opened.ok()) return report(opened.error());
  auto merchants = opened->directory->list_merchants();
  if (!merchants.ok()) return report(merchants.error());
  for (const auto& merchant : *merchants)
    fmt::print("{}  {}  {}{}\n", merchant.id.str(), to_rfc3339(merchant.created_at), merchant.name,
               merchant.suspended ? "  suspended" : "");
  return 0;
}

int create_api_key(const std::string& config_file, const CreateKeyArguments& arguments) {
  auto opened = open_directory(config_file);
  if (!opened.ok()) return report(opened.error());
  const auto merchant = MerchantId::parse(arguments.merchant);
  if (!merchant) return report(no_merchant(arguments.merchant));
  auto found = opened->directory->find_merchant(*merchant);
  if (!found.ok()) return report(found.error());
  if (!found->has_value()) return report(no_merchant(arguments.merchant));
  auto made = make_key(opened->config, arguments, *merchant);
  if (!made.ok()) return report(made.error());
  // The merchant's half is safe on disk before the key exists: a key that nobody holds is noise.
  if (!arguments.private_key_file.empty() && !made->for_merchant.empty()) {
    const Status written = write_secret_file(arguments.private_key_file, made->for_merchant);
    if (!written.ok()) return report(written.error());
  }
  const Status inserted = opened->directory->insert_api_key(made->record);
  if (!inserted.ok()) return report(inserted.error());
  fmt::print("key_id={}\n", made->record.id.str());
  if (arguments.private_key_file.empty() && !made->for_merchant.empty())
    fmt::print("{}\n", made->for_merchant);
  return 0;
}

int list_api_keys(const std::string& config_file) {
  auto opened = open_directory(config_file);
  if (!opened.ok()) return report(opened.error());
  auto keys = opened->directory->list_api_keys();
  if (!keys.ok()) return report(keys.error());
  for (const auto& key : *keys)
    fmt::print("{}  {}  {}  {}  {}  {}\n", key.id.str(), key.merchant_id.str(), to_text(key.mode),
               kind_text(key.kind), key.may_pay_out ? "payments,payouts" : "payments",
               key.revoked_at ? "revoked " + to_rfc3339(*key.revoked_at) : "active");
  return 0;
}

int revoke_api_key(const std::string& config_file, const std::string& key) {
  auto opened = open_directory(config_file);
  if (!opened.ok()) return report(opened.error());
  const auto id = ApiKeyId::parse(key);
  if (!id)
    return report({ErrorCode::invalid_argument, fmt::format("{} is not the id of a key.", key),
                   "`tollgate keys list` lists them."});
  const Status revoked = opened->directory->revoke_api_key(*id, SystemClock().now());
  if (!revoked.ok()) return report(revoked.error());
  fmt::print("revoked {}\n", key);
  return 0;
}

}  // namespace tollgate
