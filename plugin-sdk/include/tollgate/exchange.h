// What an operation comes to in the currency of the merchant's account at the channel: promised
// by a quote, or told with the outcome that booked it.
//
// A channel whose descriptor has QUOTE promises a rate for a while. The host asks with a request
// of that kind, which moves no money: `amount` is the payment's or payout's, `quoted_kind` says
// which of the two. An approved outcome must then carry an exchange with a rate, a reference and
// an end. Whoever uses the quote does so once, with the same kind and amount: the operation's
// request has the promise in `quote`, and the channel keeps it or declines with the code
// TOLLGATE_CODE_QUOTE_EXPIRED.
#ifndef TOLLGATE_EXCHANGE_H
#define TOLLGATE_EXCHANGE_H

#include "tollgate/value.h"

// Bounds, in bytes. What is longer, or no such number, is a defect of the plugin.
enum { TOLLGATE_RATE_MAX = 24, TOLLGATE_QUOTE_REFERENCE_MAX = 64 };

// In an outcome it belongs to the plugin and lives as that outcome does; in a request it belongs
// to the host.
typedef struct tollgate_exchange {
  uint32_t size;
  uint32_t reserved;
  tollgate_money settled;   // what reaches the account (sale, capture) or leaves it (refund,
                            // payout), the fee reckoned in
  tollgate_money fee;       // what the channel keeps for it; of the same currency; 0: nothing
  tollgate_view rate;       // units of settled's currency for one unit of amount's, decimal digits
                            // with at most one point: "0.9215". Empty: the channel does not say
  tollgate_view reference;  // of a quote: the channel's own name of it; otherwise empty
  int64_t expires_unix_us;  // of a quote: until when it may be used; otherwise 0
} tollgate_exchange;

#endif
