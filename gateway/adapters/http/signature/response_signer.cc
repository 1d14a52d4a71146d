#include "gateway/adapters/http/signature/response_signer.h"

#include "gateway/adapters/http/signature/content_digest.h"

namespace tollgate::http {

std::optional<AcceptedSignature> accepted_signature(const HttpRequest& request) {
  const auto field = joined_field(request.headers, "accept-signature");
  if (!field) return std::nullopt;
  const auto wanted = parse_dictionary(*field);
  if (!wanted || wanted->empty()) return std::nullopt;
  const Member& first = wanted->front();
  const auto* list = std::get_if<InnerList>(&first.value);
  if (list == nullptr) return std::nullopt;
  AcceptedSignature accepted{.label = first.key, .nonce = {}};
  if (const BareItem* item = find_parameter(list->parameters, "nonce")) {
    const auto* nonce = std::get_if<std::string>(item);
    if (nonce == nullptr || nonce->size() > kNonceCharactersMax) return std::nullopt;
    accepted.nonce = *nonce;
  }
  return accepted;
}

Status sign_response(HttpResponse& response, const HttpRequest& request, const SigningKey& key,
                     const SignatureParams& params, const PublicUrl& public_url) {
  response.headers.emplace_back("Content-Digest", content_digest(response.body));
  std::string components = R"("@status" "content-digest" "@method";req "@target-uri";req)";
  if (!request.header_values("signature").empty()) components += R"( "signature";req)";

  const MessageToSign message{.request = request, .response = &response, .public_url = public_url};
  auto fields = make_signature(message, components, params, key);
  if (!fields) return std::move(fields).error();
  response.headers.emplace_back("Signature-Input", std::move(fields->signature_input));
  response.headers.emplace_back("Signature", std::move(fields->signature));
  return ok_status();
}

}  // namespace tollgate::http
