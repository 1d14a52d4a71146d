#include "gateway/adapters/http/signature/verifier.h"

#include "gateway/adapters/http/signature/content_digest.h"
#include "gateway/adapters/http/signature/coverage.h"
#include "gateway/adapters/http/signature/signature_claim.h"
#include "gateway/adapters/http/signature/signature_params.h"

namespace tollgate::http {
namespace {

using Code = SignatureRefusalCode;

constexpr std::size_t kMaxKeyIdCharacters = 255;
constexpr std::int64_t kMaxUnixSeconds = 253402300799;  // the end of the year 9999

SignatureRefusal refuse(Code code, std::string detail) { return {code, std::move(detail)}; }

bool is_time(std::int64_t seconds) { return seconds >= 0 && seconds <= kMaxUnixSeconds; }

Timestamp at_second(std::int64_t seconds) { return Timestamp(std::chrono::seconds(seconds)); }

std::string seconds_text(Duration duration) {
  return std::to_string(std::chrono::duration_cast<std::chrono::seconds>(duration).count()) + " s";
}

// The checks that need neither the key nor the message.
std::optional<SignatureRefusal> check_parameters(const SignatureClaim& claim) {
  if (!claim.created_seconds || !claim.key_id || !claim.nonce) {
    return refuse(Code::signature_invalid, "The signature " + claim.label +
                                               " must have the parameters created, keyid and "
                                               "nonce; add the one that is missing.");
  }
  if (claim.nonce->size() < kNonceCharactersMin || claim.nonce->size() > kNonceCharactersMax) {
    return refuse(Code::signature_invalid,
                  "The parameter nonce must have 16 to 64 characters; make a new random one for "
                  "each request.");
  }
  if (claim.key_id->empty() || claim.key_id->size() > kMaxKeyIdCharacters)
    return refuse(Code::signature_invalid, "The parameter keyid must have 1 to 255 characters.");
  const std::int64_t expires = claim.expires_seconds.value_or(kMaxUnixSeconds);
  if (!is_time(*claim.created_seconds) || !is_time(expires) || expires < *claim.created_seconds) {
    return refuse(Code::signature_invalid,
                  "The parameters created and expires must be Unix times in seconds, and expires "
                  "not before created.");
  }
  return std::nullopt;
}

std::optional<SignatureRefusal> check_window(const SignatureClaim& claim, Timestamp now,
                                             const SignaturePolicy& policy) {
  const Timestamp created = at_second(*claim.created_seconds);
  if (now - created > policy.max_age) {
    return refuse(Code::timestamp_out_of_window,
                  "The signature was created over " + seconds_text(policy.max_age) +
                      " ago by the gateway's clock (" + to_rfc3339(now) +
                      "); sign the request again and check your clock.");
  }
  if (created - now > policy.max_ahead) {
    return refuse(Code::timestamp_out_of_window, "The signature was created over " +
                                                     seconds_text(policy.max_ahead) +
                                                     " in the future by the gateway's clock (" +
                                                     to_rfc3339(now) + "); check your clock.");
  }
  if (claim.expires_seconds && now >= at_second(*claim.expires_seconds)) {
    return refuse(Code::timestamp_out_of_window,
                  "The signature has expired; sign the request again.");
  }
  return std::nullopt;
}

std::optional<SignatureRefusal> check_key(const std::optional<ApiKeyView>& view,
                                          const SignatureClaim& claim, Timestamp now) {
  if (!view) {
    return refuse(Code::key_unknown,
                  "No API key has the keyid that the signature names; use the "
                  "key's id exactly as it was given to you.");
  }
  CHECK(view->key != nullptr);
  if (view->revoked)
    return refuse(Code::key_revoked, "The API key is revoked; sign with an active one.");
  if (now < view->valid_from)
    return refuse(Code::key_revoked, "The API key is not valid yet; sign with an active one.");
  if (now >= view->valid_until)
    return refuse(Code::key_revoked, "The API key is no longer valid; sign with an active one.");
  if (claim.algorithm && algorithm_from_name(*claim.algorithm) != view->key->algorithm()) {
    return refuse(Code::signature_invalid,
                  "The parameter alg does not agree with the API key, which signs with " +
                      std::string(algorithm_name(view->key->algorithm())) +
                      "; correct it or leave it out.");
  }
  return std::nullopt;
}

std::optional<SignatureRefusal> check_coverage(const HttpRequest& request,
                                               const SignatureClaim& claim) {
  const std::string_view missing = missing_component(request, claim.components);
  if (missing.empty()) return std::nullopt;
  return refuse(Code::signature_invalid, "The signature does not cover \"" + std::string(missing) +
                                             "\"; add it to the components of Signature-Input.");
}

std::optional<SignatureRefusal> check_body(const HttpRequest& request) {
  const auto digest = joined_field(request.headers, "content-digest");
  if (!digest && request.body.empty()) return std::nullopt;
  const auto checked = check_content_digest(digest.value_or(""), request.body);
  if (checked) return std::nullopt;
  return refuse(Code::content_digest_mismatch,
                checked.error().message + " " + checked.error().mend);
}

Verification verify_claim(const HttpRequest& request, const SignatureClaim& claim,
                          const KeyLookup& lookup, Timestamp now, const SignaturePolicy& policy) {
  if (auto refusal = check_parameters(claim)) return std::move(*refusal);
  if (auto refusal = check_coverage(request, claim)) return std::move(*refusal);
  if (auto refusal = check_window(claim, now, policy)) return std::move(*refusal);
  const auto view = lookup(*claim.key_id);
  if (auto refusal = check_key(view, claim, now)) return std::move(*refusal);

  const MessageToSign message{.request = request, .public_url = policy.public_url};
  const auto base = signature_base(message, claim.components, claim.params);
  if (!base) return refuse(Code::signature_invalid, base.error().message);
  if (!view->key->verify(*base, claim.signature)) {
    return refuse(
        Code::signature_invalid,
        "The signature " + claim.label +
            " does not hold for the request received; compare your signature base with "
            "RFC 9421 section 2.5 and check that nothing changes the request on its way.");
  }
  if (auto refusal = check_body(request)) return std::move(*refusal);

  VerifiedSignature verified;
  verified.key_id = *claim.key_id;
  verified.nonce = *claim.nonce;
  verified.label = claim.label;
  verified.created = at_second(*claim.created_seconds);
  verified.replayable_until = verified.created + policy.max_age;
  if (claim.expires_seconds) {
    verified.expires = at_second(*claim.expires_seconds);
    verified.replayable_until = std::min(verified.replayable_until, *verified.expires);
  }
  return verified;
}

}  // namespace

std::string_view signature_refusal_name(SignatureRefusalCode code) {
  switch (code) {
    case Code::signature_invalid:
      return "signature_invalid";
    case Code::signature_missing:
      return "signature_missing";
    case Code::key_unknown:
      return "key_unknown";
    case Code::key_revoked:
      return "key_revoked";
    case Code::timestamp_out_of_window:
      return "timestamp_out_of_window";
    case Code::content_digest_mismatch:
      return "content_digest_mismatch";
  }
  return "signature_invalid";
}

int signature_refusal_status(SignatureRefusalCode code) {
  return code == Code::content_digest_mismatch ? 400 : 401;
}

Verification verify_request(const HttpRequest& request, const KeyLookup& lookup, Timestamp now,
                            const SignaturePolicy& policy) {
  const auto input = joined_field(request.headers, "signature-input");
  const auto signature = joined_field(request.headers, "signature");
  const auto not_signed = refuse(Code::signature_missing,
                                 "The request is not signed; send Signature-Input and Signature as "
                                 "RFC 9421 defines them.");
  if (!input || !signature) return not_signed;
  const auto claims = read_signature_claims(*input, *signature, policy.max_signatures);
  if (!claims) return refuse(Code::signature_invalid, claims.error().message);

  // A proxy may have added a signature of its own: a key that is not ours says less about the
  // request than any other refusal does.
  std::optional<SignatureRefusal> telling;
  for (const SignatureClaim& claim : *claims) {
    Verification verification = verify_claim(request, claim, lookup, now, policy);
    if (verification.accepted()) return verification;
    if (!telling || telling->code == Code::key_unknown) telling = verification.refusal();
  }
  return telling.value_or(not_signed);
}

std::vector<std::string> claimed_key_ids(const HttpRequest& request,
                                         const SignaturePolicy& policy) {
  std::vector<std::string> key_ids;
  const auto input = joined_field(request.headers, "signature-input");
  const auto signature = joined_field(request.headers, "signature");
  if (!input || !signature) return key_ids;
  const auto claims = read_signature_claims(*input, *signature, policy.max_signatures);
  if (!claims) return key_ids;
  for (const SignatureClaim& claim : *claims)
    if (!check_parameters(claim)) key_ids.push_back(*claim.key_id);
  return key_ids;
}

}  // namespace tollgate::http
