#include "gateway/app/webhooks/signature.h"

#include <array>

#include "gateway/base/digest.h"
#include "gateway/base/encoding.h"

namespace tollgate {
namespace {

constexpr std::string_view kPrefix = "whsec_";
constexpr std::size_t kKeyBytes = 32;  // the standard asks for 24 to 64

}  // namespace

Secret make_webhook_secret(Random& random) {
  std::array<std::uint8_t, kKeyBytes> key{};
  random.fill(key);
  Secret secret(std::string(kPrefix) + to_base64(as_text(key)));
  wipe(key.data(), key.size());
  return secret;
}

Result<std::string> webhook_signature(std::span<const Secret> secrets, std::string_view id,
                                      std::int64_t timestamp_s, std::string_view body) {
  std::string content;
  content.append(id).append(".").append(std::to_string(timestamp_s)).append(".").append(body);
  std::string signature;
  for (const Secret& secret : secrets) {
    auto key = secret.reveal().starts_with(kPrefix)
                   ? from_base64(secret.reveal().substr(kPrefix.size()))
                   : std::nullopt;
    if (!key || key->empty())
      return Error{ErrorCode::invalid_argument, "A webhook secret is not whsec_ and base64."};
    if (!signature.empty()) signature.push_back(' ');
    signature.append("v1,").append(to_base64(as_text(hmac_sha256(*key, content))));
    wipe(key->data(), key->size());
  }
  return signature;
}

}  // namespace tollgate
