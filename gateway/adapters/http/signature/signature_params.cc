#include "gateway/adapters/http/signature/signature_params.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "gateway/base/encoding.h"

namespace tollgate::http {
namespace {

bool is_visible(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c <= 0x7e; });
}

}  // namespace

Result<SignatureFields> make_signature(const MessageToSign& message, std::string_view components,
                                       const SignatureParams& params, const SigningKey& key) {
  if (!is_visible(params.key_id) || !is_visible(params.nonce)) {
    return Error{ErrorCode::invalid_argument,
                 "The key id or nonce of a signature is not visible ASCII."};
  }
  std::string text =
      "(" + std::string(components) + ");created=" + std::to_string(unix_seconds(params.created));
  if (params.expires) text += ";expires=" + std::to_string(unix_seconds(*params.expires));
  text += ";keyid=" + quote_string(params.key_id);
  if (params.name_algorithm) text += ";alg=" + quote_string(algorithm_name(key.algorithm()));
  if (!params.nonce.empty()) text += ";nonce=" + quote_string(params.nonce);

  // Read back by the parser that verifies, so that both sides mean the same thing.
  SignatureFields fields{.signature_input = params.label + "=" + text, .signature = {}};
  const auto dictionary = parse_dictionary(fields.signature_input);
  if (!dictionary) return dictionary.error();
  const auto* list = std::get_if<InnerList>(&dictionary->front().value);
  CHECK(list != nullptr);
  const auto covered = read_components(*list);
  if (!covered) return covered.error();
  const auto base = signature_base(message, *covered, text);
  if (!base) return base.error();
  fields.signature = params.label + "=" + quote_bytes(key.sign(*base));
  return fields;
}

std::string make_nonce(Random& random) {
  std::array<std::uint8_t, 16> bytes{};
  random.fill(bytes);
  return to_base64url(as_text(bytes));
}

}  // namespace tollgate::http
