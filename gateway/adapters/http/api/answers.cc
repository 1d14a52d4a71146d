#include "gateway/adapters/http/api/answers.h"

#include "gateway/app/payment_json.h"

namespace tollgate::http {
namespace {

StoredAnswer stored(HttpResponse response) {
  StoredAnswer answer;
  answer.status = response.status;
  answer.content_type = std::move(response.content_type);
  answer.body = std::move(response.body);
  return answer;
}

Problem problem_of(const Answer& answer, std::string_view request_id) {
  const Refusal& refusal = *answer.refusal;
  Problem problem(refusal.code, refusal.detail);
  problem.param = refusal.param;
  problem.decline_code = refusal.decline_code;
  problem.request_id = request_id;
  if (answer.payment) {
    (answer.payment->is_payout() ? problem.payout_id : problem.payment_id) =
        answer.payment->shown_id();
    problem.retryable = false;  // this payment is closed: another try is another payment
  }
  if (!refusal.channel_code.empty() || !refusal.channel_message.empty())
    problem.channel = ProblemChannel{refusal.channel_code, refusal.channel_message};
  return problem;
}

// A channel's silence is not an error: 202, and the resource says what is known.
bool is_undecided(const Answer& answer) {
  if (answer.refund) return answer.refund->status == RefundStatus::pending;
  return answer.payment && answer.payment->status == PaymentStatus::processing;
}

}  // namespace

StoredAnswer render_answer(const Answer& answer, std::string_view request_id) {
  if (answer.refusal) return stored(to_response(problem_of(answer, request_id)));
  StoredAnswer out;
  out.status = is_undecided(answer) ? 202 : answer.created ? 201 : 200;
  out.content_type = "application/json";
  out.body = answer.refund ? to_json(*answer.refund) : to_json(*answer.payment);
  return out;
}

StoredAnswer created_answer(std::string body) {
  return stored(json_response(201, std::move(body)));
}

HttpResponse to_response(Reply reply) {
  HttpResponse response;
  response.status = reply.answer.status;
  response.content_type = std::move(reply.answer.content_type);
  response.body = std::move(reply.answer.body);
  if (reply.replayed) response.headers.emplace_back("Idempotent-Replayed", "true");
  if (reply.retry_after_s > 0)
    response.headers.emplace_back("Retry-After", std::to_string(reply.retry_after_s));
  return response;
}

HttpResponse refuse(Problem problem, const HttpRequest& request) {
  problem.request_id = request.request_id;
  return to_response(problem);
}

HttpResponse store_away(const HttpRequest& request) {
  Problem problem("service_unavailable", "The records cannot be read now. Try again.");
  problem.retry_after_s = 1;
  return refuse(std::move(problem), request);
}

HttpResponse not_found(const HttpRequest& request, std::string_view what) {
  return refuse(Problem("resource_not_found",
                        "There is no such " + std::string(what) + " for this key. Check the id."),
                request);
}

HttpResponse json_response(int status, std::string body) {
  HttpResponse response;
  response.status = status;
  response.body = std::move(body);
  return response;
}

}  // namespace tollgate::http
