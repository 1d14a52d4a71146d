// WebhookQueue: what the follower puts in and the dispatchers of all gateways take out. The calls
// block; each thread makes them from its own queue object. Leases run on the database's time, so
// the clocks of the gateways do not matter. Errors: unavailable.
#pragma once

#include <map>
#include <set>
#include <span>
#include <vector>

#include "gateway/app/webhooks/webhook.h"
#include "gateway/base/result.h"

namespace tollgate {

// How many deliveries of an endpoint there is room for now.
struct EndpointRoom {
  WebhookEndpointId endpoint_id;
  std::size_t room = 0;
};

// A delivery that is ours until the lease ends, with everything that sending it needs.
struct ClaimedDelivery {
  WebhookDelivery delivery;  // claim is ours
  WebhookEndpoint endpoint;
  std::vector<WebhookSecret> secrets;  // that sign now, the current one first
  Event event;
};

// What became of an attempt.
struct AttemptResult {
  WebhookDeliveryId delivery_id;
  WebhookEndpointId endpoint_id;
  std::uint32_t claim = 0;
  WebhookAttempt attempt;
  bool delivered = false;
  bool gone = false;                   // 410: the endpoint is to be disabled
  std::optional<Duration> next_delay;  // when neither delivered nor given up
};

struct WebhookBacklog {
  std::uint64_t due = 0;  // deliveries of enabled endpoints, counted up to 100,000
  Duration oldest{0};     // how long the oldest of them has been due
};

class WebhookQueue {
 public:
  virtual ~WebhookQueue() = default;

  // The follower's. Endpoints that are enabled; of these merchants, or any at all.
  virtual Result<bool> any_endpoint_enabled() = 0;
  virtual Result<std::vector<WebhookEndpoint>> enabled_endpoints(
      const std::set<MerchantId>& merchants) = 0;
  virtual Result<std::map<PaymentId, Mode>> modes_of(const std::set<PaymentId>& payments) = 0;
  // Due at once. Those that exist are left as they are; how many were new.
  virtual Result<std::size_t> insert_deliveries(std::span<const WebhookDelivery> deliveries) = 0;

  // The dispatcher's. Enabled endpoints with something due, longest due first, at most `limit`,
  // none of `full`.
  virtual Result<std::vector<WebhookEndpointId>> due_endpoints(
      const std::set<WebhookEndpointId>& full, std::size_t limit) = 0;
  // Takes what is due, oldest first, until it is recorded or the lease ends.
  virtual Result<std::vector<ClaimedDelivery>> claim(std::span<const EndpointRoom> rooms,
                                                     Duration lease) = 0;
  // A result whose claim is not the last one is logged and changes nothing else.
  virtual Status record(std::span<const AttemptResult> results) = 0;
  virtual Result<WebhookBacklog> backlog() = 0;
};

}  // namespace tollgate
