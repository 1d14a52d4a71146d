#include "tests/bench/load/request_writer.h"

#include "gateway/adapters/http/signature/content_digest.h"
#include "gateway/base/clock.h"
#include "gateway/base/encoding.h"

namespace tollgate::bench {
namespace {

constexpr std::string_view kPostComponents =
    R"(("@method" "@authority" "@path" "content-digest" "content-type" "idempotency-key"))";
constexpr std::string_view kGetComponents = R"(("@method" "@authority" "@path"))";

}  // namespace

RequestWriter::RequestWriter(std::string authority, const std::string& key_id, http::SigningKey key)
    : authority_(std::move(authority)), key_(std::move(key)) {
  params_end_ = ";keyid=\"" + key_id + "\";alg=\"" +
                std::string(http::algorithm_name(key_.algorithm())) + "\";nonce=\"";
}

void RequestWriter::append_post(std::string& out, std::string_view path, std::string_view body,
                                std::string_view unique) {
  const std::string digest = http::content_digest(body);
  sign_post(path, digest, unique);
  out.append("POST ").append(path).append(" HTTP/1.1\r\nHost: ").append(authority_);
  out.append("\r\nContent-Type: application/json\r\nContent-Length: ");
  out.append(std::to_string(body.size()));
  out.append("\r\nIdempotency-Key: ").append(unique);
  out.append("\r\nContent-Digest: ").append(digest);
  append_signature(out);
  out.append(body);
}

void RequestWriter::append_get(std::string& out, std::string_view path, std::string_view unique) {
  sign_get(path, unique);
  out.append("GET ").append(path).append(" HTTP/1.1\r\nHost: ").append(authority_);
  append_signature(out);
}

void RequestWriter::append_signature(std::string& out) {
  out.append("\r\nSignature-Input: sig1=").append(params_);
  out.append("\r\nSignature: sig1=:").append(to_base64(key_.sign(base_))).append(":\r\n\r\n");
}

void RequestWriter::sign_post(std::string_view path, std::string_view digest,
                              std::string_view unique) {
  write_params(kPostComponents, unique);
  base_.assign("\"@method\": POST\n\"@authority\": ").append(authority_);
  base_.append("\n\"@path\": ").append(path);
  base_.append("\n\"content-digest\": ").append(digest);
  base_.append("\n\"content-type\": application/json\n\"idempotency-key\": ").append(unique);
  base_.append("\n\"@signature-params\": ").append(params_);
}

void RequestWriter::sign_get(std::string_view path, std::string_view unique) {
  write_params(kGetComponents, unique);
  base_.assign("\"@method\": GET\n\"@authority\": ").append(authority_);
  base_.append("\n\"@path\": ").append(path);
  base_.append("\n\"@signature-params\": ").append(params_);
}

void RequestWriter::write_params(std::string_view components, std::string_view unique) {
  params_.assign(components).append(";created=");
  params_.append(std::to_string(unix_seconds(SystemClock().now())));
  params_.append(params_end_).append(unique).append("\"");
}

}  // namespace tollgate::bench
