// WebhookStore: endpoints, deliveries and events as the open API sees them. Every method is safe
// from any thread; a Task resumes on the executor of the coroutine that awaits it. Another
// merchant's or mode's rows are "not there". Errors of reads: unavailable.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gateway/app/ports/change.h"
#include "gateway/app/task.h"
#include "gateway/app/webhooks/webhook.h"
#include "gateway/base/result.h"

namespace tollgate {

// All or nothing, in one transaction. A plain value.
struct WebhookChange {
  std::optional<RequestRecord> new_request;
  std::optional<WebhookEndpoint> new_endpoint;      // version 1
  std::optional<WebhookEndpoint> changed_endpoint;  // needs the stored version to be one less
  std::vector<WebhookSecret> secrets;               // new ones, or known ones with another end
  // Due at once: new ones, or known ones, which begin a new round of attempts.
  std::vector<WebhookDelivery> due_deliveries;

  WebhookChange() {}  // not an aggregate: GCC 12 destroys aggregate temporaries twice in co_await
};

struct DeliveryFilter {
  MerchantId merchant_id;
  Mode mode = Mode::unknown;
  std::optional<WebhookEndpointId> endpoint_id;
  std::optional<WebhookDeliveryStatus> status;
  std::optional<WebhookDeliveryId> starting_after;  // newest first: older than this one
  std::size_t limit = 10;                           // at most 100
};

struct EventFilter {
  MerchantId merchant_id;
  Mode mode = Mode::unknown;
  std::optional<PaymentId> payment_id;
  std::string type;  // empty: any
  std::optional<EventId> starting_after;
  std::size_t limit = 10;  // at most 100
};

// The events of a time, whether or not the endpoint was there or enabled then.
struct ReplayFilter {
  WebhookEndpoint endpoint;
  Timestamp from{};
  Timestamp to{};                         // not included
  bool delivered_too = false;             // false: those that the endpoint has taken stay
  std::optional<EventId> starting_after;  // oldest first
  std::size_t limit = 1000;
};

template <class T>
struct PageOf {
  std::vector<T> items;  // newest first unless the filter says otherwise
  bool has_more = false;
};

class WebhookStore {
 public:
  virtual ~WebhookStore() = default;

  virtual Task<CommitOutcome> commit(WebhookChange change) = 0;

  virtual Task<Result<std::optional<WebhookEndpoint>>> find_endpoint(MerchantId merchant, Mode mode,
                                                                     WebhookEndpointId id) = 0;
  virtual Task<Result<std::vector<WebhookEndpoint>>> list_endpoints(MerchantId merchant,
                                                                    Mode mode) = 0;  // oldest first
  virtual Task<Result<std::vector<WebhookSecret>>> list_secrets(
      WebhookEndpointId endpoint) = 0;  // those that sign now, the current one first
  virtual Task<Result<PageOf<WebhookDelivery>>> list_deliveries(DeliveryFilter filter) = 0;
  virtual Task<Result<std::optional<WebhookDelivery>>> find_delivery(MerchantId merchant, Mode mode,
                                                                     WebhookDeliveryId id) = 0;
  virtual Task<Result<std::vector<WebhookAttempt>>> list_attempts(
      WebhookDeliveryId delivery) = 0;  // newest first, at most 100
  virtual Task<Result<PageOf<Event>>> list_events(EventFilter filter) = 0;
  virtual Task<Result<PageOf<WebhookDelivery>>> deliveries_to_replay(ReplayFilter filter) = 0;
};

}  // namespace tollgate
