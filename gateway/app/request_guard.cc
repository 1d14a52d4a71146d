#include "gateway/app/request_guard.h"

#include "gateway/app/load.h"
#include "gateway/base/failpoint.h"

namespace tollgate {
namespace {

Refusal replayed_nonce() {
  return {"nonce_replayed",
          "This nonce was used before. Sign the request again with a fresh one.",
          "nonce",
          "",
          "",
          "",
          ""};
}

Refusal try_again(std::string code, std::string detail) {
  return {std::move(code), std::move(detail), "", "", "", "", ""};
}

}  // namespace

Reply RequestGuard::render(Refusal refusal) const {
  Reply reply;
  Answer answer;
  answer.refusal = std::move(refusal);
  reply.answer = context_.render(answer);
  return reply;
}

Task<std::optional<Reply>> RequestGuard::replay_if_seen() {
  const auto& digest = context_.record.idempotency_digest;
  if (!digest || !services_.recent_requests.seen(*digest)) co_return std::nullopt;
  failpoint("guard_key_seen");
  auto found = co_await services_.store.find_request(*digest);
  if (!found.ok() || !found->has_value()) co_return std::nullopt;  // the commit will decide
  co_return co_await replay_stored();
}

Task<Reply> RequestGuard::not_committed(CommitOutcome outcome) {
  switch (outcome.status) {
    case CommitStatus::nonce_replayed:
      co_return render(replayed_nonce());
    case CommitStatus::idempotency_key_taken:
      co_return co_await replay_stored();
    case CommitStatus::merchant_reference_taken: {
      Refusal refusal{"duplicate_merchant_reference",
                      "Another payment or payout of yours has this merchant_reference. Look it up "
                      "with GET /v1/payments?merchant_reference=… or GET /v1/payouts?…, or use a "
                      "new one.",
                      "merchant_reference",
                      "",
                      "",
                      "",
                      ""};
      co_return co_await refuse(std::move(refusal));
    }
    case CommitStatus::fx_quote_taken: {
      Refusal refusal{"fx_quote_expired",
                      "Another payment was made with this quote. Get a new one with POST "
                      "/v1/fx_quotes.",
                      "fx_quote",
                      "",
                      "",
                      "",
                      ""};
      co_return co_await refuse(std::move(refusal));
    }
    case CommitStatus::version_conflict: {
      Reply reply = render(try_again(
          "lock_timeout", "Another request changed this one at the same moment. Try again."));
      reply.retry_after_s = 1;
      co_return reply;
    }
    default:
      co_return away();
  }
}

// Unavailable: nothing was done. Unknown: if it was done, the intent has a due job and the key
// leads back to it. Either way the same request with the same key is the right next step.
Reply RequestGuard::away() const {
  Reply reply = render(try_again("service_unavailable",
                                 "The request could not be recorded. Repeat it unchanged, with the "
                                 "same Idempotency-Key."));
  reply.retry_after_s = 1;
  return reply;
}

Task<Reply> RequestGuard::replay_stored() {
  auto found = co_await services_.store.find_request(*context_.record.idempotency_digest);
  if (!found.ok() || !found->has_value()) co_return away();
  Reply reply = co_await answer_from_stored(std::move(**found));
  co_return co_await spend_nonce(std::move(reply));
}

Task<Reply> RequestGuard::answer_from_stored(RequestRecord stored) {
  if (stored.fingerprint != context_.record.fingerprint) {
    Refusal refusal{"idempotency_key_reused",
                    "This Idempotency-Key was used with another request. Use a new key for a new "
                    "request, or repeat the first one unchanged.",
                    "Idempotency-Key",
                    "",
                    "",
                    "",
                    ""};
    co_return render(std::move(refusal));
  }
  if (stored.answer) {
    Reply reply;
    reply.answer = *stored.answer;
    reply.replayed = true;
    failpoint("guard_replay_found");
    co_return reply;
  }
  if (stored.operation_id) co_return co_await answer_from_operation(*stored.operation_id);
  Reply reply = render(try_again("idempotency_in_progress", "The first request is under way."));
  reply.retry_after_s = 1;
  co_return reply;
}

// The first request has no answer yet. Either it is under way, or it never got as far (a crash, a
// lost database): then, once the resolver has settled its operation, the answer is made from what
// is true now. The charge may have gone on to another channel account: then the last one asked
// tells. Whoever stores an answer first decides it for all, so what is told is read again.
Task<Reply> RequestGuard::answer_from_operation(OperationId operation) {
  auto subject = co_await load_subject(services_.store, operation);
  if (subject.ok()) subject = co_await load_last_charge(services_.store, std::move(*subject));
  // A parked one waits for a person, for days perhaps: its client is told what everybody is told of
  // an unknown outcome, that the payment is processing.
  const bool settled =
      subject.ok() && (is_final(subject->operation.outcome.kind) || subject->operation.parked);
  if (settled) {
    Change change;
    AnswerUpdate update;
    update.idempotency_digest = *context_.record.idempotency_digest;
    update.answer = context_.render(answer_of(*subject));
    change.answer = std::move(update);
    failpoint("guard_before_replay_commit");
    auto committed = co_await services_.store.commit(std::move(change));
    failpoint("guard_after_replay_commit");
    if (committed.status != CommitStatus::committed)
      co_return co_await not_committed(std::move(committed));
  }
  auto stored = co_await services_.store.find_request(*context_.record.idempotency_digest);
  if (stored.ok() && stored->has_value() && (*stored)->answer) {
    Reply reply;
    reply.answer = *(*stored)->answer;
    reply.replayed = true;
    co_return reply;
  }
  Reply reply = render(try_again("idempotency_in_progress",
                                 "The first request is under way. Repeat it in a moment."));
  reply.retry_after_s = 1;
  co_return reply;
}

Task<CommitStatus> RequestGuard::commit_nonce() {
  Change change;
  RequestRecord nonce_only = context_.record;
  nonce_only.idempotency_digest.reset();
  nonce_only.operation_id.reset();
  nonce_only.answer.reset();
  change.new_request = std::move(nonce_only);
  failpoint("guard_before_nonce_commit");
  const auto outcome = co_await services_.store.commit(std::move(change));
  failpoint("guard_after_nonce_commit");
  co_return outcome.status;
}

Task<Reply> RequestGuard::spend_nonce(Reply reply) {
  const CommitStatus status = co_await commit_nonce();
  if (status == CommitStatus::committed) co_return reply;
  if (status == CommitStatus::nonce_replayed) co_return render(replayed_nonce());
  co_return away();
}

Task<Reply> RequestGuard::refuse(Refusal refusal) {
  const CommitStatus status = co_await commit_nonce();
  if (status == CommitStatus::nonce_replayed) co_return render(replayed_nonce());
  if (status != CommitStatus::committed) co_return away();
  // What speaks against the request may be its own first try: a capture that another process, or
  // this one before a restart, began has made the payment `processing`. The key tells; it is looked
  // at last, because a twin of this request may have been done meanwhile.
  const auto& digest = context_.record.idempotency_digest;
  if (digest) {
    auto found = co_await services_.store.find_request(*digest);
    if (!found.ok()) co_return away();
    if (found->has_value()) co_return co_await answer_from_stored(std::move(**found));
  }
  co_return render(std::move(refusal));
}

Task<Reply> RequestGuard::refuse_finally(Refusal refusal) {
  Reply reply = render(std::move(refusal));
  Change change;
  change.new_request = context_.record;
  change.new_request->answer = reply.answer;
  failpoint("guard_before_refusal_commit");
  auto outcome = co_await services_.store.commit(std::move(change));
  failpoint("guard_after_refusal_commit");
  if (outcome.status == CommitStatus::committed) co_return reply;
  co_return co_await not_committed(std::move(outcome));
}

}  // namespace tollgate
