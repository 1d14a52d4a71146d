#include "gateway/adapters/http/signature/content_digest.h"

#include "gateway/adapters/http/signature/structured_fields.h"
#include "gateway/base/digest.h"
#include "gateway/base/encoding.h"
#include "gateway/base/secret.h"

namespace tollgate::http {
namespace {

constexpr std::string_view kSha256 = "sha-256";
constexpr std::string_view kSha512 = "sha-512";
constexpr std::string_view kMend =
    "Send Content-Digest: sha-256=:<base64 of the SHA-256 of the body's bytes>:.";

Error refusal(std::string sentence) {
  return {ErrorCode::invalid_argument, std::move(sentence), std::string(kMend)};
}

bool matches(const Member& member, std::string_view digest) {
  const auto* item = std::get_if<Item>(&member.value);
  const auto* sent = item == nullptr ? nullptr : std::get_if<ByteSequence>(&item->value);
  return sent != nullptr && equal_in_constant_time(sent->bytes, digest);
}

}  // namespace

std::string content_digest(std::string_view body, DigestAlgorithm algorithm) {
  if (algorithm == DigestAlgorithm::sha512)
    return std::string(kSha512) + "=" + quote_bytes(as_text(sha512(body)));
  return std::string(kSha256) + "=" + quote_bytes(as_text(sha256(body)));
}

Status check_content_digest(std::string_view value, std::string_view body) {
  const auto digests = parse_dictionary(value);
  if (!digests) return refusal("Content-Digest cannot be read: " + digests.error().message);
  bool checked = false;
  if (const Member* member = find_member(*digests, kSha256)) {
    if (!matches(*member, as_text(sha256(body))))
      return refusal("Content-Digest does not hold the SHA-256 of the body received.");
    checked = true;
  }
  if (const Member* member = find_member(*digests, kSha512)) {
    if (!matches(*member, as_text(sha512(body))))
      return refusal("Content-Digest does not hold the SHA-512 of the body received.");
    checked = true;
  }
  if (!checked) return refusal("Content-Digest has neither sha-256 nor sha-512.");
  return ok_status();
}

}  // namespace tollgate::http
