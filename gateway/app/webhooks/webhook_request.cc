#include "gateway/app/webhooks/webhook_request.h"

#include "gateway/app/webhooks/sealed_answer.h"
#include "gateway/base/log.h"

namespace tollgate {

Refusal webhook_refusal(std::string code, std::string detail, std::string param) {
  return {std::move(code), std::move(detail), std::move(param), "", "", "", ""};
}

Reply WebhookRequest::opened(Reply reply) const {
  const Status done = open_answer(reply.answer, context_.record.merchant_id, webhooks_);
  if (done.ok()) return reply;
  log_error("a stored webhook secret cannot be opened", {{"why", done.error().message}});
  Answer answer;
  answer.refusal = webhook_refusal("internal_error", "The secret could not be opened.");
  reply.answer = context_.render(answer);
  return reply;
}

Task<std::optional<Reply>> WebhookRequest::replay_if_seen() {
  auto reply = co_await guard_.replay_if_seen();
  if (!reply) co_return std::nullopt;
  co_return opened(std::move(*reply));
}

Task<std::optional<Reply>> WebhookRequest::commit(WebhookChange change, int status,
                                                  std::string body) {
  Reply reply;
  reply.answer.status = status;
  reply.answer.content_type = "application/json";
  reply.answer.body = std::move(body);
  change.new_request = context_.record;
  change.new_request->answer = reply.answer;
  auto outcome = co_await webhooks_.store.commit(std::move(change));
  if (outcome.status == CommitStatus::version_conflict) co_return std::nullopt;
  if (outcome.status != CommitStatus::committed) {
    Reply other = co_await guard_.not_committed(std::move(outcome));
    co_return opened(std::move(other));
  }
  webhooks_.wake();
  co_return opened(std::move(reply));
}

Task<Reply> WebhookRequest::not_found(std::string_view what) {
  Refusal missing = webhook_refusal("resource_not_found", "There is no such " + std::string(what) +
                                                              " for this key. Check the id.");
  co_return co_await guard_.refuse(std::move(missing));
}

Task<Reply> WebhookRequest::unavailable() {
  CommitOutcome away;
  away.status = CommitStatus::unavailable;
  co_return co_await guard_.not_committed(std::move(away));
}

Task<Reply> WebhookRequest::changed_meanwhile() {
  Refusal refusal = webhook_refusal(
      "lock_timeout", "Other requests changed this endpoint at the same moment. Try again.");
  co_return co_await guard_.refuse(std::move(refusal));
}

}  // namespace tollgate
