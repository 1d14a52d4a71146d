// RequestGuard: an accepted unsafe request takes effect once. Its nonce and idempotency key ride
// in the first commit of what it asks; a retry gets the stored answer, the same bytes.
#pragma once

#include <string_view>

#include "gateway/app/answer.h"
#include "gateway/app/services.h"

namespace tollgate {

// One unsafe request after its signature held: its guards, and how to word an answer to it.
struct RequestContext {
  RequestRecord record;
  Mode mode = Mode::unknown;
  AnswerRenderer render;
};

class RequestGuard {
 public:
  RequestGuard(Services& services, const RequestContext& context)
      : services_(services), context_(context) {}

  // The answer of an earlier request with this key, if this process may have seen one. Nothing
  // means: go on; the commit decides.
  Task<std::optional<Reply>> replay_if_seen();

  // Answers a commit that did not happen, or one that nobody knows of.
  Task<Reply> not_committed(CommitOutcome outcome);

  // The answer to a request whose operation somebody else settled, and whose nonce is spent: the
  // stored one, or one that is made and stored now.
  Task<Reply> answer_from_operation(OperationId operation);

  // Refuses and stores the refusal with the key: the same request will get the same answer.
  Task<Reply> refuse_finally(Refusal refusal);

  // Refuses without binding the key, so that the mended request may use it; the nonce is spent.
  Task<Reply> refuse(Refusal refusal);

 private:
  Task<Reply> replay_stored();
  Task<Reply> answer_from_stored(RequestRecord stored);
  Task<CommitStatus> commit_nonce();
  Task<Reply> spend_nonce(Reply reply);
  Reply away() const;
  Reply render(Refusal refusal) const;

  Services& services_;
  const RequestContext& context_;
};

}  // namespace tollgate
