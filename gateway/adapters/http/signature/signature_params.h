// What a signer writes into Signature-Input, for requests and responses alike. Pure functions,
// safe from any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "gateway/adapters/http/signature/signature_base.h"
#include "gateway/adapters/http/signature/signing_key.h"
#include "gateway/base/clock.h"
#include "gateway/base/random.h"

namespace tollgate::http {

// The characters of the parameter nonce.
inline constexpr std::size_t kNonceCharactersMin = 16;
inline constexpr std::size_t kNonceCharactersMax = 64;

struct SignatureParams {
  std::string label = "sig1";  // a structured-field key: lower-case letters, digits, "_-.*"
  std::string key_id;          // visible ASCII
  Timestamp created{};
  std::optional<Timestamp> expires;
  std::string nonce;           // 16 to 64 characters of visible ASCII; left out when empty
  bool name_algorithm = true;  // write the parameter alg
};

// The two fields of one signature.
struct SignatureFields {
  std::string signature_input;  // "sig1=(…);created=…"
  std::string signature;        // "sig1=:…:"
};

// `components` is the text between the brackets: "\"@method\" \"@path\"".
// Error: invalid_argument when a component is not in the message or a parameter cannot be written.
Result<SignatureFields> make_signature(const MessageToSign& message, std::string_view components,
                                       const SignatureParams& params, const SigningKey& key);

// 22 characters over 16 random bytes.
std::string make_nonce(Random& random);

}  // namespace tollgate::http
