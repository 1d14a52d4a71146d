// What every list of payments has: its page, and the query that asks for one.
#pragma once

#include "gateway/adapters/http/api/api.h"
#include "gateway/adapters/http/api/query_string.h"

namespace tollgate::http {

// limit, starting_after and ending_before, of the caller's payments.
PaymentFilter read_page_filter(QueryString& query, const Call& call);
HttpResponse page_response(const Page& page);

}  // namespace tollgate::http
