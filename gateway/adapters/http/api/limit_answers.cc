#include "gateway/adapters/http/api/limit_answers.h"

#include <fmt/format.h>

#include "gateway/adapters/http/api/answers.h"

namespace tollgate::http {
namespace {

int whole_seconds(Duration duration) {
  return static_cast<int>(std::chrono::ceil<std::chrono::seconds>(duration).count());
}

}  // namespace

HttpResponse overloaded(const HttpRequest& request, Duration expected_wait, int retry_after_s) {
  const auto wait = std::chrono::ceil<std::chrono::milliseconds>(expected_wait);
  Problem problem("service_unavailable",
                  fmt::format("The gateway is overloaded: this request would have waited {} ms. "
                              "Nothing was done. Repeat it unchanged after Retry-After.",
                              wait.count()));
  problem.retry_after_s = retry_after_s;
  return refuse(std::move(problem), request);
}

HttpResponse rate_limited(const HttpRequest& request, const RateStanding& standing) {
  Problem problem(
      "rate_limited",
      "This API key asks more often than it may. Nothing was done. Slow down, and repeat the "
      "request after Retry-After with a fresh signature.");
  problem.retry_after_s = std::max(whole_seconds(standing.next), 1);
  return refuse(std::move(problem), request);
}

void add_rate_fields(HttpResponse& response, RateLimit limit, const RateStanding& standing) {
  const std::uint32_t window_s = (limit.burst + limit.per_second - 1) / limit.per_second;
  response.headers.emplace_back("RateLimit-Policy",
                                fmt::format("\"key\";q={};w={}", limit.burst, window_s));
  response.headers.emplace_back(
      "RateLimit", fmt::format("\"key\";r={};t={}", standing.tokens, whole_seconds(standing.full)));
}

}  // namespace tollgate::http
