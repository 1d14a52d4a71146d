// The text in front of a response's body. Headers a handler must not set, and header bytes that
// could end a line early, never reach the wire. Pure functions.
#pragma once

#include <string>
#include <string_view>

#include "gateway/adapters/http/message.h"

namespace tollgate::http {

struct ResponseHead {
  bool keep_alive;
  std::string_view request_id;
  std::string_view date;  // IMF-fixdate
};

// Appends status line, fields and the empty line. Date, Content-Length, Connection and Request-Id
// are always the edge's own; gives the number of the handler's headers that were left out because
// they are not well-formed or not theirs to set.
int append_head(std::string& out, const HttpResponse& response, const ResponseHead& head);

// 204 and 304 have no body and no Content-Length.
bool status_has_body(int status);

// "Sun, 06 Nov 1994 08:49:37 GMT"
std::string http_date(std::int64_t unix_seconds);

}  // namespace tollgate::http
