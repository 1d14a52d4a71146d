// Wire: carries one message to a channel's server and brings back one reply. Implementations: the
// two network wires (HTTP, frames over TCP) behind an account, one TCP connection during its
// session operations, and the scripted wire of the tests. Safe from any thread.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/app/task.h"
#include "gateway/base/secret.h"

namespace tollgate::channel {

enum class WireKind { unknown = 0, http, frame };

// A message copied out of the plugin: it stays whole when the operation is abandoned. Bodies are
// Secrets because they hold card numbers.
struct WireMessage {
  WireKind kind = WireKind::unknown;
  std::chrono::milliseconds timeout{0};                      // from handing it over to the reply
  std::string method;                                        // HTTP: "POST"
  std::string url;                                           // HTTP: absolute
  std::vector<std::pair<std::string, std::string>> headers;  // HTTP
  std::string correlation_key;                               // frame
  bool expects_reply = true;  // frame; false: the reply is that the bytes are written
  Secret body;

  WireMessage() {}  // not an aggregate: GCC 12 destroys aggregate temporaries twice in co_await
};

enum class WireStatus {
  unknown = 0,
  ok,        // a complete reply
  not_sent,  // proven: not one byte of the message left the host
  no_reply,  // the time is over, or the reply cannot be used; the message may have arrived
  closed,    // the connection broke after sending began; the same
};

struct WireReply {
  WireStatus status = WireStatus::unknown;
  std::string_view reason;  // a constant word for logs and counters: "connect_failed"
  int http_status = 0;
  std::vector<std::pair<std::string, std::string>> headers;  // names in lower case
  Secret body;

  WireReply() {}
  WireReply(WireStatus how, std::string_view why) : status(how), reason(why) {}
};

class Wire {
 public:
  virtual ~Wire() = default;
  // Never fails otherwise than by the reply's status, and returns within message.timeout.
  virtual Task<WireReply> exchange(WireMessage message) = 0;
};

}  // namespace tollgate::channel
