// What every endpoint of payments and payouts has: whose they are, their page, and the query that
// asks for one.
#pragma once

#include <variant>

#include "gateway/adapters/http/api/api.h"
#include "gateway/adapters/http/api/query_string.h"

namespace tollgate::http {

// A payment or payout, as an id says by its prefix.
struct PaymentPointer {
  PaymentDirection direction = PaymentDirection::unknown;
  PaymentId id;
};
std::optional<PaymentPointer> parse_either_id(std::string_view text);

// limit, starting_after and ending_before, of the caller's own.
PaymentFilter read_page_filter(QueryString& query, const Call& call);
HttpResponse page_response(const Page& page);

// The one that the path names, if it is the caller's and goes `direction`; otherwise the answer to
// give.
Task<std::variant<Payment, HttpResponse>> find_own(Services& services, Call& call,
                                                   PaymentDirection direction);

// Nothing: the key may send money away.
std::optional<Problem> refuse_payouts(const Principal& principal);

}  // namespace tollgate::http
