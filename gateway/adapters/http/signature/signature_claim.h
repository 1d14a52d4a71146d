// SignatureClaim: what one signature of a request says about itself, read from Signature-Input and
// Signature but not yet believed. A plain value, safe from any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/adapters/http/signature/component.h"
#include "gateway/base/result.h"

namespace tollgate::http {

struct SignatureClaim {
  std::string label;
  std::vector<Component> components;
  std::string_view params;  // the list and its parameters as received, for the base
  std::string signature;    // bytes

  std::optional<std::int64_t> created_seconds;  // Unix time
  std::optional<std::int64_t> expires_seconds;  // Unix time
  std::optional<std::string> key_id;
  std::optional<std::string> nonce;
  std::optional<std::string> algorithm;
};

// The two fields pair by label; a label in one of them alone is refused. Both texts must outlive
// the claims. Errors: invalid_argument or limit_exceeded, with a sentence for the caller.
Result<std::vector<SignatureClaim>> read_signature_claims(std::string_view signature_input,
                                                          std::string_view signature,
                                                          std::size_t max_signatures);

}  // namespace tollgate::http
