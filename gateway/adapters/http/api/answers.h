// From what the use cases say to what HTTP says. Pure.
#pragma once

#include "gateway/adapters/http/message.h"
#include "gateway/adapters/http/problem.h"
#include "gateway/app/answer.h"
#include "gateway/base/result.h"

namespace tollgate::http {

// The bytes that are stored and sent: the resource with 200, 201 or 202, or the problem.
StoredAnswer render_answer(const Answer& answer, std::string_view request_id);

// 201 with a new resource that a use case words by itself.
StoredAnswer created_answer(std::string body);

HttpResponse to_response(Reply reply);
// A problem about this request.
HttpResponse refuse(Problem problem, const HttpRequest& request);
// What a failed read of the store becomes; never more than the reader may know.
HttpResponse store_away(const HttpRequest& request);
HttpResponse not_found(const HttpRequest& request, std::string_view what);
HttpResponse json_response(int status, std::string body);

}  // namespace tollgate::http
