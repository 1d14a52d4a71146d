#include "tests/bench/load/request_writer.h"

#include "gateway/adapters/http/signature/content_digest.h"
#include "gateway/base/clock.h"
#include "gateway/base/encoding.h"

namespace tollgate::bench {
namespace {

constexpr std::string_view kParamsBegin =
    R"(("@method" "@authority" "@path" "content-digest" "content-type" "idempotency-key");created=)";

}  // namespace

RequestWriter::RequestWriter(std::string authority, const std::string& key_id, http::SigningKey key)
    : authority_(std::move(authority)), key_(std::move(key)) {
  params_end_ = ";keyid=\"" + key_id + "\";alg=\"" +
                std::string(http::algorithm_name(key_.algorithm())) + "\";nonce=\"";
}

void RequestWriter::append_post(std::string& out, std::string_view path, std::string_view body,
                                std::string_view unique) {
  const std::string digest = http::content_digest(body);
  sign(path, digest, unique);
  out.append("POST ").append(path).append(" HTTP/1.1\r\nHost: ").append(authority_);
  out.append("\r\nContent-Type: application/json\r\nContent-Length: ");
  out.append(std::to_string(body.size()));
  out.append("\r\nIdempotency-Key: ").append(unique);
  out.append("\r\nContent-Digest: ").append(digest);
  out.append("\r\nSignature-Input: sig1=").append(params_);
  out.append("\r\nSignature: sig1=:").append(to_base64(key_.sign(base_)));
  out.append(":\r\n\r\n").append(body);
}

void RequestWriter::sign(std::string_view path, std::string_view digest, std::string_view unique) {
  params_.assign(kParamsBegin).append(std::to_string(unix_seconds(SystemClock().now())));
  params_.append(params_end_).append(unique).append("\"");
  base_.assign("\"@method\": POST\n\"@authority\": ").append(authority_);
  base_.append("\n\"@path\": ").append(path);
  base_.append("\n\"content-digest\": ").append(digest);
  base_.append("\n\"content-type\": application/json\n\"idempotency-key\": ").append(unique);
  base_.append("\n\"@signature-params\": ").append(params_);
}

}  // namespace tollgate::bench
