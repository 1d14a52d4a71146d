// Signs requests as a merchant does: for the load generator, the demo and the tests. Pure
// functions, safe from any thread.
#pragma once

#include "gateway/adapters/http/message.h"
#include "gateway/adapters/http/signature/signature_params.h"

namespace tollgate::http {

// Adds Content-Digest (sha-256, unless the request has one) when there is a body, then
// Signature-Input and Signature over what the gateway requires. The request must have its Host,
// its Content-Type when there is a body, and no signature yet.
// Error: invalid_argument as from make_signature; the request may then have gained Content-Digest.
Status sign_request(HttpRequest& request, const SigningKey& key, const SignatureParams& params,
                    const PublicUrl& public_url = {});

}  // namespace tollgate::http
