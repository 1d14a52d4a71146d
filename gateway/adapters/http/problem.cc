#include "gateway/adapters/http/problem.h"

#include <nlohmann/json.hpp>

#include "gateway/base/check.h"

namespace tollgate::http {
namespace {

using Json = nlohmann::ordered_json;

void put(Json& object, const char* name, const std::string& value) {
  if (!value.empty()) object[name] = value;
}

Json body_of(const Problem& problem, const ProblemType& type) {
  Json body;
  body["type"] = "/docs/errors#" + problem.code;
  body["title"] = type.title;
  body["status"] = type.status;
  body["detail"] = problem.detail.empty() ? std::string(type.next_step) : problem.detail;
  put(body, "instance", problem.instance);
  body["code"] = problem.code;
  body["category"] = type.category;
  put(body, "decline_code", problem.decline_code);
  put(body, "param", problem.param);
  body["retryable"] = problem.retryable.value_or(type.retryable);
  put(body, "request_id", problem.request_id);
  put(body, "payment_id", problem.payment_id);
  put(body, "payout_id", problem.payout_id);
  if (problem.channel) {
    Json& channel = body["channel"] = Json::object();
    put(channel, "code", problem.channel->code);
    put(channel, "message", problem.channel->message);
  }
  for (const ProblemItem& item : problem.errors)
    body["errors"].push_back({{"param", item.param}, {"code", item.code}, {"detail", item.detail}});
  return body;
}

}  // namespace

HttpResponse to_response(const Problem& problem) {
  const ProblemType& type = problem_type(problem.code);
  CHECK(!type.names_param || !problem.param.empty() || !problem.errors.empty());
  HttpResponse response;
  response.status = type.status;
  response.content_type = "application/problem+json";
  response.body = body_of(problem, type).dump(-1, ' ', false, Json::error_handler_t::replace);
  if (problem.retry_after_s > 0)
    response.headers.emplace_back("Retry-After", std::to_string(problem.retry_after_s));
  // RFC 9110 asks every 401 to name a scheme; "Signature" stands for RFC 9421.
  if (type.status == 401) response.headers.emplace_back("WWW-Authenticate", "Signature");
  return response;
}

}  // namespace tollgate::http
