// The verifier: whether a request was signed by the key it names, as the open API asks
// (RFC 9421 signatures, RFC 9530 digests). Pure functions, safe from any thread.
//
// It does not remember nonces: the caller stores the nonce after the signature held, and refuses
// it (nonce_replayed) until VerifiedSignature::replayable_until.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "gateway/adapters/http/message.h"
#include "gateway/adapters/http/signature/signature_base.h"
#include "gateway/adapters/http/signature/verifying_key.h"
#include "gateway/base/check.h"
#include "gateway/base/clock.h"

namespace tollgate::http {

// What the caller's key store knows of one API key. Its record decides the algorithm.
struct ApiKeyView {
  std::shared_ptr<const VerifyingKey> key;  // never null
  bool revoked = false;
  Timestamp valid_from = Timestamp::min();   // from this instant
  Timestamp valid_until = Timestamp::max();  // up to, not including, this instant
};

// Nothing when there is no such key. Called at most once for each signature of a request.
using KeyLookup = std::function<std::optional<ApiKeyView>(std::string_view key_id)>;

struct SignaturePolicy {
  PublicUrl public_url;
  Duration max_age = std::chrono::seconds(300);   // of `created` before now
  Duration max_ahead = std::chrono::seconds(60);  // of `created` after now
  std::size_t max_signatures = 3;
};

enum class SignatureRefusalCode {
  signature_invalid = 0,
  signature_missing,
  key_unknown,
  key_revoked,
  timestamp_out_of_window,
  content_digest_mismatch,
};

// The problem's code ("signature_missing") and its HTTP status (401; 400 for the digest).
std::string_view signature_refusal_name(SignatureRefusalCode code);
int signature_refusal_status(SignatureRefusalCode code);

struct SignatureRefusal {
  SignatureRefusalCode code = SignatureRefusalCode::signature_invalid;
  std::string detail;  // what is wrong and what to do, for the caller's eyes
};

struct VerifiedSignature {
  std::string key_id;
  std::string nonce;
  std::string label;
  Timestamp created{};
  std::optional<Timestamp> expires;
  Timestamp replayable_until{};  // after this the window alone refuses the same bytes
};

class Verification {
 public:
  Verification(VerifiedSignature signature)  // NOLINT(google-explicit-constructor)
      : state_(std::move(signature)) {}
  Verification(SignatureRefusal refusal)  // NOLINT(google-explicit-constructor)
      : state_(std::move(refusal)) {}

  bool accepted() const { return state_.index() == 0; }
  // Asking for the other one is a programmer's error.
  const VerifiedSignature& signature() const {
    CHECK(accepted());
    return *std::get_if<0>(&state_);
  }
  const SignatureRefusal& refusal() const {
    CHECK(!accepted());
    return *std::get_if<1>(&state_);
  }

 private:
  std::variant<VerifiedSignature, SignatureRefusal> state_;
};

// Accepts when one of the signatures covers what it must, is in its time, is made by an active key
// that the lookup knows, holds, and the body matches Content-Digest. Reads no JSON.
Verification verify_request(const HttpRequest& request, const KeyLookup& lookup, Timestamp now,
                            const SignaturePolicy& policy);

// The key ids that the request names, unverified and in order, so that a caller whose key store is
// asynchronous can fetch them first. Empty when verify_request would refuse without a lookup.
std::vector<std::string> claimed_key_ids(const HttpRequest& request, const SignaturePolicy& policy);

}  // namespace tollgate::http
