// WebhookServices: what the use cases of webhooks work with, wired once in main/.
#pragma once

#include <functional>

#include "gateway/app/ports/webhook_store.h"
#include "gateway/app/webhooks/target_url.h"
#include "gateway/base/secret.h"

namespace tollgate {

struct WebhookServices {
  WebhookStore& store;
  TargetPolicy policy;
  // The material to store for a secret whose endpoint, merchant and number are set.
  std::function<Result<std::string>(const WebhookSecret&, const Secret&)> seal_secret;
  std::function<Result<Secret>(const WebhookSecret&)> open_secret;
  std::function<void()> wake;  // tells the dispatcher that something is due now
};

}  // namespace tollgate
