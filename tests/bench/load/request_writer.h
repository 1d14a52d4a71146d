// RequestWriter: writes signed POST requests as bytes. http::sign_request builds, prints and reads
// back each signature; here everything that never changes is written once, because this program
// shares the cores with what it measures. The gateway checks the result: every answer is a proof.
// For one thread.
#pragma once

#include <string>
#include <string_view>

#include "gateway/adapters/http/signature/signing_key.h"

namespace tollgate::bench {

class RequestWriter {
 public:
  // `authority` as the Host header says it: "127.0.0.1:8080".
  RequestWriter(std::string authority, const std::string& key_id, http::SigningKey key);

  // Appends one request with a JSON body. `unique` (16 to 64 letters and digits, never used
  // before) becomes the nonce and the idempotency key.
  void append_post(std::string& out, std::string_view path, std::string_view body,
                   std::string_view unique);
  // Appends one request to read `path`, which has no query. `unique` becomes the nonce.
  void append_get(std::string& out, std::string_view path, std::string_view unique);

 private:
  void sign_post(std::string_view path, std::string_view digest, std::string_view unique);
  void sign_get(std::string_view path, std::string_view unique);
  void write_params(std::string_view components, std::string_view unique);
  void append_signature(std::string& out);

  std::string authority_;
  http::SigningKey key_;
  std::string params_end_;  // what follows the time and stays the same
  // Reused from request to request.
  std::string params_;
  std::string base_;
};

}  // namespace tollgate::bench
