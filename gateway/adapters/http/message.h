// HttpRequest and HttpResponse: one message each way, as bytes and text, owned and complete.
// The only types that the edge, the router, the signatures and the API handlers share.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/base/clock.h"

namespace tollgate::http {

using HeaderField = std::pair<std::string, std::string>;  // name as received, value trimmed

struct HttpRequest {
  std::string method;
  std::string target;  // exactly as received: signatures cover it
  std::string path;    // target up to the first '?', percent-encoding untouched
  std::string query;   // after the first '?', without it
  bool has_query = false;
  std::vector<HeaderField> headers;  // in order, duplicates kept
  std::string body;
  std::string peer_address;  // textual IP of the other end of the connection
  Timestamp received_at{};
  std::string request_id;  // the client's when well-formed, otherwise made by the edge

  // Every value of the field, in order; names compare without case.
  std::vector<std::string_view> header_values(std::string_view name) const;
  // The value when the field stands exactly once, otherwise empty.
  std::string_view header(std::string_view name) const;
};

struct HttpResponse {
  int status = 200;
  std::string body;
  std::string content_type = "application/json";
  std::vector<HeaderField> headers;  // beyond Content-Type, Content-Length, Connection, Date
};

bool equal_ignoring_case(std::string_view a, std::string_view b);

}  // namespace tollgate::http
