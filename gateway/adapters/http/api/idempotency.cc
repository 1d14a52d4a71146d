#include "gateway/adapters/http/api/idempotency.h"

#include <algorithm>

#include "gateway/base/encoding.h"

namespace tollgate::http {
namespace {

// A structured-field string ("abc") or the bare text; what the client means is the same.
std::string_view unquoted(std::string_view value) {
  if (value.size() >= 2 && value.front() == '"' && value.back() == '"')
    return value.substr(1, value.size() - 2);
  return value;
}

bool is_visible_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7f; });
}

std::string fingerprinted_bytes(const HttpRequest& request) {
  std::string whole;
  whole.reserve(request.method.size() + request.target.size() + request.body.size() + 2);
  whole.append(request.method).push_back('\n');
  whole.append(request.target).push_back('\n');
  whole.append(request.body);
  return whole;
}

}  // namespace

std::variant<RequestRecord, Problem> make_request_record(const HttpRequest& request,
                                                         const Principal& principal, bool needed,
                                                         CardVault& vault, Timestamp now) {
  RequestRecord record;
  record.nonce_digest = principal.nonce_digest;
  std::string bytes = fingerprinted_bytes(request);
  record.fingerprint = vault.request_fingerprint(bytes);
  wipe(bytes.data(), bytes.size());
  record.merchant_id = principal.merchant_id;
  record.received_at = now;
  const auto fields = request.header_values("idempotency-key");
  if (fields.empty()) {
    if (!needed) return record;
    return Problem("idempotency_key_missing",
                   "Send an Idempotency-Key of your own, such as a random UUID, and repeat it "
                   "when you repeat the request.");
  }
  const std::string_view key = unquoted(fields.front());
  if (fields.size() > 1 || key.empty() || key.size() > kIdempotencyKeyCharsMax ||
      !is_visible_ascii(key)) {
    Problem invalid("parameter_invalid",
                    "Idempotency-Key must stand once and have 1 to 255 visible ASCII characters.");
    invalid.param = "Idempotency-Key";
    return invalid;
  }
  record.idempotency_digest =
      digest16_of({as_text(principal.merchant_id.uuid().bytes), to_text(principal.mode), key});
  return record;
}

}  // namespace tollgate::http
