#include "gateway/main/answer_signing.h"

#include <fmt/format.h>

#include "gateway/adapters/http/signature/json_web_key.h"
#include "gateway/base/digest.h"
#include "gateway/base/encoding.h"
#include "gateway/main/components.h"

namespace tollgate {
namespace {

constexpr std::size_t kKeyIdBytes = 9;  // 12 characters: enough to tell our own few keys apart

}  // namespace

Result<std::shared_ptr<const http::AnswerSigner>> answer_signer(const Config& config) {
  std::shared_ptr<const http::AnswerSigner> none;
  if (config.server.signing_key.empty()) return none;
  auto pem = resolve_secret(config.server.signing_key, config.file.parent_path());
  if (!pem.ok()) return pem.error();
  auto key = http::SigningKey::from_pem(http::Algorithm::ed25519, *pem);
  if (!key.ok())
    return Error{key.error().code, "server.signing_key: " + key.error().message,
                 "`tollgate keys create-signing FILE` makes one."};
  const std::string public_pem = key->public_pem();
  const Digest32 digest = sha256(public_pem);
  const std::string id = "gateway-" + to_base64url(as_text(digest).substr(0, kKeyIdBytes));
  auto web_key = http::json_web_key(http::Algorithm::ed25519, public_pem, id);
  if (!web_key.ok()) return web_key.error();
  return std::make_shared<const http::AnswerSigner>(http::AnswerSigner{
      std::move(*key), id, public_url(config), fmt::format("{{\"keys\":[{}]}}", *web_key)});
}

}  // namespace tollgate
