// How the limits are told to clients: 503 when the gateway is overloaded, 429 when an API key asks
// too often, and how much is left on every other answer. Pure.
#pragma once

#include "gateway/adapters/http/message.h"
#include "gateway/app/admission/rate_limits.h"

namespace tollgate::http {

HttpResponse overloaded(const HttpRequest& request, Duration expected_wait, int retry_after_s);
HttpResponse rate_limited(const HttpRequest& request, const RateStanding& standing);
// RateLimit and RateLimit-Policy (draft-ietf-httpapi-ratelimit-headers): the policy "key" allows
// `q` requests in `w` seconds; `r` are left now, all of them again in `t` seconds.
void add_rate_fields(HttpResponse& response, RateLimit limit, const RateStanding& standing);

}  // namespace tollgate::http
