#include "gateway/adapters/http/signature/signature_claim.h"

namespace tollgate::http {
namespace {

Error refusal(std::string sentence) { return {ErrorCode::invalid_argument, std::move(sentence)}; }

Error unreadable(std::string_view field, Error error) {
  error.message = std::string(field) + " cannot be read: " + error.message;
  return error;
}

// Copies the parameter when it is there. False when it has another type.
template <class T>
bool read_parameter(const Parameters& parameters, std::string_view key, std::optional<T>& out) {
  const BareItem* item = find_parameter(parameters, key);
  if (item == nullptr) return true;
  const T* value = std::get_if<T>(item);
  if (value == nullptr) return false;
  out = *value;
  return true;
}

Result<SignatureClaim> read_claim(const Member& input, const Member& signature) {
  const std::string label = "The signature " + input.key;
  const auto* list = std::get_if<InnerList>(&input.value);
  if (list == nullptr) return refusal(label + " has no list of components in Signature-Input.");
  const auto* item = std::get_if<Item>(&signature.value);
  const auto* bytes = item == nullptr ? nullptr : std::get_if<ByteSequence>(&item->value);
  if (bytes == nullptr) return refusal(label + " is not written as :base64: in Signature.");

  auto components = read_components(*list);
  if (!components) return std::move(components).error();
  SignatureClaim claim;
  claim.label = input.key;
  claim.components = std::move(*components);
  claim.params = input.source;
  claim.signature = bytes->bytes;
  if (!read_parameter(list->parameters, "created", claim.created_seconds) ||
      !read_parameter(list->parameters, "expires", claim.expires_seconds))
    return refusal(label + " has a time that is not an integer of Unix seconds.");
  if (!read_parameter(list->parameters, "keyid", claim.key_id) ||
      !read_parameter(list->parameters, "nonce", claim.nonce) ||
      !read_parameter(list->parameters, "alg", claim.algorithm))
    return refusal(label + " has a keyid, nonce or alg that is not a quoted string.");
  return claim;
}

}  // namespace

Result<std::vector<SignatureClaim>> read_signature_claims(std::string_view signature_input,
                                                          std::string_view signature,
                                                          std::size_t max_signatures) {
  auto inputs = parse_dictionary(signature_input);
  if (!inputs) return unreadable("Signature-Input", std::move(inputs).error());
  auto signatures = parse_dictionary(signature);
  if (!signatures) return unreadable("Signature", std::move(signatures).error());
  if (inputs->size() > max_signatures) {
    return Error{ErrorCode::limit_exceeded, "The request has " + std::to_string(inputs->size()) +
                                                " signatures; at most " +
                                                std::to_string(max_signatures) + " are read."};
  }
  if (inputs->size() != signatures->size())
    return refusal("Signature-Input and Signature do not have the same labels.");
  std::vector<SignatureClaim> claims;
  for (const Member& input : *inputs) {
    const Member* pair = find_member(*signatures, input.key);
    if (pair == nullptr)
      return refusal("Signature-Input and Signature do not have the same labels.");
    auto claim = read_claim(input, *pair);
    if (!claim) return std::move(claim).error();
    claims.push_back(std::move(*claim));
  }
  return claims;
}

}  // namespace tollgate::http
