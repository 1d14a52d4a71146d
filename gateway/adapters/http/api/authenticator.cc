#include "gateway/adapters/http/api/authenticator.h"

#include "gateway/base/encoding.h"

namespace tollgate::http {
namespace {

constexpr std::string_view kBearer = "Bearer ";

std::string_view bearer_token(const HttpRequest& request) {
  const std::string_view value = request.header("authorization");
  if (value.size() <= kBearer.size() ||
      !equal_ignoring_case(value.substr(0, kBearer.size()), kBearer))
    return {};
  return value.substr(kBearer.size());
}

std::string digest_text(std::string_view token) { return std::string(as_text(sha256(token))); }

AuthenticationResult principal_of(const CachedKey& key, const Digest16& nonce_digest) {
  if (key.merchant_suspended)
    return Problem("merchant_suspended", "This merchant is suspended. Ask the operator.");
  Principal principal;
  principal.merchant_id = key.record.merchant_id;
  principal.mode = key.record.mode;
  principal.key_id = key.record.id;
  principal.may_pay_out = key.record.may_pay_out;
  principal.nonce_digest = nonce_digest;
  return principal;
}

}  // namespace

bool is_safe_method(std::string_view method) {
  return method == "GET" || method == "HEAD" || method == "OPTIONS";
}

AuthenticationResult Authenticator::authenticate(const HttpRequest& request) {
  const std::string_view token = bearer_token(request);
  return token.empty() ? by_signature(request) : by_bearer(request, token);
}

AuthenticationResult Authenticator::by_bearer(const HttpRequest&, std::string_view token) const {
  const auto snapshot = keys_.snapshot();
  const auto id = snapshot->by_bearer.find(digest_text(token));
  if (id == snapshot->by_bearer.end())
    return Problem(
        "key_unknown",
        "No sandbox key has this token. `tollgate keys create --kind bearer` makes one.");
  const CachedKey& key = snapshot->by_id.at(id->second);
  const Timestamp now = clock_.now();
  const bool expired = key.record.valid_until && now >= *key.record.valid_until;
  if (key.record.revoked_at || expired || now < key.record.valid_from)
    return Problem("key_revoked", "This key is revoked or not valid now. Use another one.");
  // Live money moves only for requests that cannot be read off a log and sent again.
  if (key.record.mode != Mode::test)
    return Problem("signature_missing", "Live requests are signed; a bearer token is not enough.");
  Digest16 unique{};
  random_.fill(unique);
  return principal_of(key, unique);
}

AuthenticationResult Authenticator::by_signature(const HttpRequest& request) {
  const auto snapshot = keys_.snapshot();

  const KeyLookup lookup = [&](std::string_view id) -> std::optional<ApiKeyView> {
    const auto entry = snapshot->by_id.find(std::string(id));
    if (entry == snapshot->by_id.end() || !entry->second.key) return std::nullopt;
    ApiKeyView view;
    view.key = entry->second.key;
    view.revoked = entry->second.record.revoked_at.has_value();
    view.valid_from = entry->second.record.valid_from;
    if (entry->second.record.valid_until) view.valid_until = *entry->second.record.valid_until;
    return view;
  };
  const Timestamp now = clock_.now();
  const Verification verified = verify_request(request, lookup, now, policy_);
  if (!verified.accepted()) {
    const SignatureRefusal& refusal = verified.refusal();
    return Problem(signature_refusal_name(refusal.code), refusal.detail);
  }
  const VerifiedSignature& signature = verified.signature();
  const CachedKey& key = snapshot->by_id.at(signature.key_id);
  const Digest16 nonce = digest16_of({signature.key_id, signature.nonce});
  if (is_safe_method(request.method)) {
    const auto use = safe_nonces_.use(nonce, now, signature.replayable_until);
    if (use == NonceCache::Use::replayed)
      return Problem("nonce_replayed", "Sign every request anew with a fresh nonce.");
    if (use == NonceCache::Use::full) {
      Problem full("rate_limited", "Too many signed requests within the window. Slow down.");
      full.retry_after_s = 1;
      return full;
    }
  }
  return principal_of(key, nonce);
}

}  // namespace tollgate::http
