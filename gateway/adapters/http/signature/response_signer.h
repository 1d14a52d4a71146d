// Signs the gateway's answers, errors too, so that a merchant can prove what was answered to which
// request. Pure functions, safe from any thread.
#pragma once

#include <optional>
#include <string>

#include "gateway/adapters/http/message.h"
#include "gateway/adapters/http/signature/signature_params.h"

namespace tollgate::http {

// What a request's Accept-Signature asks for (RFC 9421 section 5). The components are ours to
// choose: the fixed list below, which binds the answer to the whole request.
struct AcceptedSignature {
  std::string label;
  std::string nonce;  // to be repeated in the answer; empty when none was given
};

// The first member of Accept-Signature; nothing without the field or when it cannot be read.
std::optional<AcceptedSignature> accepted_signature(const HttpRequest& request);

// Adds Content-Digest, Signature-Input and Signature over "@status" "content-digest"
// "@method";req "@target-uri";req, and "signature";req when the request was signed. Call it last:
// a change of status or body afterwards breaks the signature.
// Error: invalid_argument when the request has no single Host and no public URL is configured;
// the response may then have gained Content-Digest.
Status sign_response(HttpResponse& response, const HttpRequest& request, const SigningKey& key,
                     const SignatureParams& params, const PublicUrl& public_url);

}  // namespace tollgate::http
