// The rules a complete request head must keep beyond its grammar: framing that no two parsers can
// read differently, one Host, an origin-form target. Pure functions.
#pragma once

#include <optional>

#include "gateway/adapters/http/edge/refusal.h"
#include "gateway/adapters/http/message.h"

namespace tollgate::http {

// What the rules found out on the way.
struct HeadFacts {
  bool http10 = false;            // given
  bool expects_continue = false;  // found: Expect: 100-continue on HTTP/1.1
};

// The strictest reading of RFC 9112: one Content-Length of digits or one Transfer-Encoding of
// exactly "chunked", never both; exactly one Host on HTTP/1.1; a known method; a target of visible
// ASCII in origin-form, or "*" for OPTIONS.
std::optional<Refusal> check_head(const HttpRequest& request, HeadFacts& facts);

// Why Beast refused the request line's version: 505 for another HTTP, otherwise 400.
Refusal refuse_version(std::string_view head);

// 1 to 64 visible ASCII characters.
bool is_well_formed_request_id(std::string_view text);

}  // namespace tollgate::http
