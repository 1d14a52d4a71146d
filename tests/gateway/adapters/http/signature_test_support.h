// What the signature tests share: a signer, a key store of one key, and a request worth signing.
#pragma once

#include <memory>
#include <string>

#include "gateway/adapters/http/signature/client_signer.h"
#include "gateway/adapters/http/signature/verifier.h"
#include "gateway/base/check.h"

namespace tollgate::http {

inline constexpr Timestamp kNow{std::chrono::seconds(1'790'000'000)};
inline constexpr std::string_view kTestKeyId = "key_test_1";
inline constexpr std::string_view kTestNonce = "n0nce-of-16-char";

// A caller and the gateway's record of its key, of any algorithm.
class TestCaller {
 public:
  explicit TestCaller(Algorithm algorithm = Algorithm::ed25519) : signing_key(make(algorithm)) {
    auto key = algorithm == Algorithm::hmac_sha256
                   ? VerifyingKey::from_secret(secret())
                   : VerifyingKey::from_pem(algorithm, signing_key.public_pem());
    CHECK(key.ok());
    view.key = std::make_shared<const VerifyingKey>(std::move(*key));
  }

  static Secret secret() { return Secret("0123456789abcdef0123456789abcdef"); }

  KeyLookup lookup() const {
    return [this](std::string_view key_id) -> std::optional<ApiKeyView> {
      if (key_id != kTestKeyId) return std::nullopt;
      return view;
    };
  }

  static SignatureParams params() {
    SignatureParams params;
    params.key_id = kTestKeyId;
    params.nonce = kTestNonce;
    params.created = kNow;
    return params;
  }

  Verification verify(const HttpRequest& request, Timestamp now = kNow) const {
    return verify_request(request, lookup(), now, policy);
  }

  SigningKey signing_key;
  ApiKeyView view;
  SignaturePolicy policy;

 private:
  static SigningKey make(Algorithm algorithm) {
    if (algorithm != Algorithm::hmac_sha256) return SigningKey::generate(algorithm);
    auto key = SigningKey::from_secret(secret());
    CHECK(key.ok());
    return std::move(*key);
  }
};

inline void set_header(HttpRequest& request, std::string_view name, std::string_view value) {
  for (auto& [key, old] : request.headers)
    if (equal_ignoring_case(key, name)) old = value;
}

inline void remove_header(HttpRequest& request, std::string_view name) {
  std::erase_if(request.headers,
                [&](const HeaderField& field) { return equal_ignoring_case(field.first, name); });
}

inline HttpRequest make_post() {
  HttpRequest request;
  request.method = "POST";
  request.target = "/v1/payments?expand=method";
  request.path = "/v1/payments";
  request.query = "expand=method";
  request.has_query = true;
  request.headers = {{"Host", "api.example.com"},
                     {"Content-Type", "application/json"},
                     {"Idempotency-Key", "order-7231"}};
  request.body = R"({"amount":1999,"currency":"EUR"})";
  return request;
}

inline HttpRequest make_get() {
  HttpRequest request;
  request.method = "GET";
  request.target = "/v1/payments/pay_1";
  request.path = "/v1/payments/pay_1";
  request.headers = {{"Host", "api.example.com"}};
  return request;
}

inline HttpRequest signed_by(const TestCaller& caller, HttpRequest request,
                             const SignatureParams& params = TestCaller::params()) {
  const auto status = sign_request(request, caller.signing_key, params, caller.policy.public_url);
  CHECK(status.ok());
  return request;
}

}  // namespace tollgate::http
