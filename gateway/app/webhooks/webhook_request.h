// WebhookRequest: the part that all unsafe requests about webhooks have in common: stored answers,
// refusals, and the commit that ends them.
#pragma once

#include "gateway/app/request_guard.h"
#include "gateway/app/webhooks/webhook_services.h"

namespace tollgate {

Refusal webhook_refusal(std::string code, std::string detail, std::string param = {});

class WebhookRequest {
 public:
  WebhookRequest(Services& services, WebhookServices& webhooks, const RequestContext& context)
      : webhooks_(webhooks), context_(context), guard_(services, context) {}

  // The answer of an earlier request with this key, if this process may have seen one.
  Task<std::optional<Reply>> replay_if_seen();
  // Commits the change with the answer; nothing when another change of the endpoint came between
  // and the caller should look again.
  Task<std::optional<Reply>> commit(WebhookChange change, int status, std::string body);

  Task<Reply> refuse(Refusal refusal) { return guard_.refuse(std::move(refusal)); }
  Task<Reply> not_found(std::string_view what);
  Task<Reply> unavailable();
  Task<Reply> changed_meanwhile();

 private:
  Reply opened(Reply reply) const;

  WebhookServices& webhooks_;
  const RequestContext& context_;
  RequestGuard guard_;
};

}  // namespace tollgate
