// Http and Frame: what a channel co_awaits; Reply: what it gets. Own their bytes.
//
// All three have constructors on purpose: inside a co_await expression GCC 12 destroys an aggregate
// temporary twice and refuses a braced list. Headers are added one by one for the same reason.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "tollgate/cpp/view.hpp"
#include "tollgate/message.h"

namespace tollgate::sdk {

struct Http {
  Http(std::string method, std::string url, std::string body = {})
      : method(std::move(method)), url(std::move(url)), body(std::move(body)) {}

  Http& add_header(std::string name, std::string value) {
    headers.emplace_back(std::move(name), std::move(value));
    return *this;
  }

  std::string method;
  std::string url;
  Pairs headers;
  std::string body;
  std::uint32_t timeout_ms = 0;  // 0: the host's default
};

struct Frame {
  Frame(std::string bytes, std::string correlation_key)
      : bytes(std::move(bytes)), correlation_key(std::move(correlation_key)) {}

  std::string bytes;
  std::string correlation_key;
  bool expects_reply = true;
  std::uint32_t timeout_ms = 0;  // 0: the host's default
};

struct Reply {
  Reply() = default;
  explicit Reply(const tollgate_reply& reply)
      : status(reply.status),
        http_status(reply.http_status),
        headers(copy_pairs(reply.headers, reply.header_count)),
        body(view(reply.body)) {}

  // Whether there is a reply to read at all; if not, Outcome::of_wire says what is left to say.
  bool ok() const { return status == TOLLGATE_WIRE_OK; }
  // The first header of that lower-case name.
  std::optional<std::string_view> header(std::string_view name) const {
    for (const auto& [key, value] : headers) {
      if (key == name) return value;
    }
    return std::nullopt;
  }

  tollgate_wire_status status = TOLLGATE_WIRE_STATUS_UNKNOWN;
  std::int32_t http_status = 0;
  Pairs headers;
  std::string body;
};

}  // namespace tollgate::sdk
