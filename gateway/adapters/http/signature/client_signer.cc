#include "gateway/adapters/http/signature/client_signer.h"

#include "gateway/adapters/http/signature/content_digest.h"

namespace tollgate::http {

Status sign_request(HttpRequest& request, const SigningKey& key, const SignatureParams& params,
                    const PublicUrl& public_url) {
  std::string components = R"("@method" "@authority" "@path")";
  if (request.has_query) components += R"( "@query")";
  if (!request.body.empty()) {
    components += R"( "content-digest" "content-type")";
    if (request.header_values("content-digest").empty())
      request.headers.emplace_back("Content-Digest", content_digest(request.body));
  }
  if (!request.header_values("idempotency-key").empty()) components += R"( "idempotency-key")";

  const MessageToSign message{.request = request, .public_url = public_url};
  auto fields = make_signature(message, components, params, key);
  if (!fields) return std::move(fields).error();
  request.headers.emplace_back("Signature-Input", std::move(fields->signature_input));
  request.headers.emplace_back("Signature", std::move(fields->signature));
  return ok_status();
}

}  // namespace tollgate::http
