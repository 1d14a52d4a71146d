// The signature base (RFC 9421 section 2.5): the text that a signature is made over.
// Pure functions, safe from any thread.
//
//   "@method": POST
//   "@path": /v1/payments
//   "content-digest": sha-256=:…:
//   "@signature-params": ("@method" "@path" "content-digest");created=…;keyid="…"
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "gateway/adapters/http/message.h"
#include "gateway/adapters/http/signature/component.h"
#include "gateway/base/result.h"

namespace tollgate::http {

// What clients write in front of the path. An empty authority stands for the request's Host.
struct PublicUrl {
  std::string scheme = "http";
  std::string authority;
};

// The message that is signed: the request, or the response to it when there is one.
struct MessageToSign {
  const HttpRequest& request;
  const HttpResponse* response = nullptr;
  const PublicUrl& public_url;
};

// `signature_params` goes into the last line as it stands: the text received, or about to be sent.
// Error: invalid_argument when a component is not in the message, names the other kind of
// message, or has a value that is not visible ASCII.
Result<std::string> signature_base(const MessageToSign& message,
                                   std::span<const Component> components,
                                   std::string_view signature_params);

// Every line of the field joined with ", ", folded lines unfolded; nothing when there is none.
std::optional<std::string> joined_field(const std::vector<HeaderField>& headers,
                                        std::string_view name);

}  // namespace tollgate::http
