// Services: what the use cases work with. References to ports, wired once in main/; the simulation
// wires the memory twins instead. Everything in it is safe from any thread.
#pragma once

#include <functional>

#include "gateway/app/cvc_cache.h"
#include "gateway/app/lifetimes.h"
#include "gateway/app/payment_method_cache.h"
#include "gateway/app/ports/card_vault.h"
#include "gateway/app/ports/channel_port.h"
#include "gateway/app/ports/store.h"
#include "gateway/app/recent_requests.h"
#include "gateway/app/routing/charge_tries.h"
#include "gateway/app/routing/unserved.h"
#include "gateway/risk/decision.h"
#include "gateway/risk/facts.h"

namespace tollgate {

struct Services {
  Store& store;
  ChannelPort& channels;
  CardVault& vault;
  Clock& clock;
  Random& random;
  RecentRequests& recent_requests;
  CvcCache& cvc_cache;
  PaymentMethodCache& payment_methods;
  std::function<risk::Decision(const risk::PaymentFacts&)> evaluate_risk;
  std::function<Task<void>(Duration)> sleep;
  // The channel account for a payment; empty when none serves it.
  std::function<std::string(const Payment&)> choose_channel_account;
  // Tells the resolver that something is due now.
  std::function<void()> wake_resolver;
  Lifetimes lifetimes{};
  // Another one for a charge that ended not_sent or declined for now; empty: the payment ends so.
  // Unset: no payment gets another.
  std::function<std::string(const Payment&, const ChargeTries&)> choose_next_channel_account{};
  // The account that promises a rate for a payment; empty when none does. Unset: none.
  std::function<std::string(const Payment&)> choose_quoting_account{};
  // Why choose_channel_account found none. Unset: the currency is told.
  std::function<Unserved(const Payment&)> why_unserved{};
};

}  // namespace tollgate
