// Which components a request's signature must cover for this gateway. Pure, safe from any thread.
#pragma once

#include <span>
#include <string_view>

#include "gateway/adapters/http/message.h"
#include "gateway/adapters/http/signature/component.h"

namespace tollgate::http {

// The first component that is missing, or an empty text. Required: "@method" "@authority" "@path",
// "@query" when there is one, "content-digest" "content-type" with a body, "idempotency-key" when
// sent. "@target-uri" stands for authority, path and query.
std::string_view missing_component(const HttpRequest& request,
                                   std::span<const Component> components);

}  // namespace tollgate::http
