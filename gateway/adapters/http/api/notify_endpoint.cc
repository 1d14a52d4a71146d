// POST /v1/notify/{channel}/{channel_account}: what a channel tells by itself. No API key: the
// channel's own signature, which its plugin checks, decides; and no problem document when the
// plugin has an answer, because channels want their own words.
#include "gateway/adapters/http/api/notify_endpoint.h"

#include "gateway/adapters/http/api/answers.h"

namespace tollgate::http {
namespace {

// As the router says it of a path that leads nowhere: an account that exists is not told from one
// that does not.
HttpResponse nothing_here(const HttpRequest& request) {
  return refuse(
      Problem("resource_not_found", "There is nothing at this path. Check it against /docs."),
      request);
}

HttpResponse too_many(const HttpRequest& request) {
  Problem problem("rate_limited", "Send this notification again later.");
  problem.retry_after_s = 1;
  return refuse(std::move(problem), request);
}

}  // namespace

RawNotification raw_notification(const HttpRequest& request) {
  RawNotification raw;
  raw.method = request.method;
  raw.path = request.path;
  raw.query = request.query;
  raw.headers = request.headers;
  raw.body = request.body;
  return raw;
}

HttpResponse to_response(Receipt receipt, const HttpRequest& request) {
  switch (receipt.kind) {
    case Receipt::Kind::answered: {
      HttpResponse response;
      response.status = receipt.answer.status;
      response.content_type = std::move(receipt.answer.content_type);
      response.body = std::move(receipt.answer.body);
      return response;
    }
    case Receipt::Kind::nobody:
      return nothing_here(request);
    case Receipt::Kind::too_large:
      return refuse(Problem("payload_too_large", "A notification this large is not taken."),
                    request);
    case Receipt::Kind::too_many:
      return too_many(request);
    default:
      return store_away(request);
  }
}

}  // namespace tollgate::http
