// Authenticator: who is asking. An RFC 9421 signature, or for sandbox keys a bearer token.
// Safe from any thread.
#pragma once

#include <variant>

#include "gateway/adapters/http/api/key_cache.h"
#include "gateway/adapters/http/api/nonce_cache.h"
#include "gateway/adapters/http/problem.h"
#include "gateway/base/random.h"

namespace tollgate::http {

struct Principal {
  MerchantId merchant_id;
  Mode mode = Mode::unknown;
  ApiKeyId key_id;
  bool may_pay_out = false;
  Digest16 nonce_digest{};  // of key and nonce; random for a bearer token, which has no nonce
};

using AuthenticationResult = std::variant<Principal, Problem>;

class Authenticator {
 public:
  Authenticator(KeyCache& keys, Clock& clock, Random& random, SignaturePolicy policy)
      : keys_(keys), clock_(clock), random_(random), policy_(std::move(policy)) {}

  // Checks the whole request but the nonce of an unsafe one, which the commit checks.
  AuthenticationResult authenticate(const HttpRequest& request);

 private:
  AuthenticationResult by_bearer(const HttpRequest& request, std::string_view token) const;
  AuthenticationResult by_signature(const HttpRequest& request);

  KeyCache& keys_;
  Clock& clock_;
  Random& random_;
  const SignaturePolicy policy_;
  NonceCache safe_nonces_{1 << 20};
};

bool is_safe_method(std::string_view method);

}  // namespace tollgate::http
