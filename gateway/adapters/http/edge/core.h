// Core: what all connections of one reactor share. Belongs to the reactor thread, but for the
// counters (read by any), the drain flags and the mailbox.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "gateway/adapters/http/edge/counter.h"
#include "gateway/adapters/http/edge/deadlines.h"
#include "gateway/adapters/http/edge/mailbox.h"
#include "gateway/adapters/http/edge/options.h"
#include "gateway/adapters/http/edge/responder.h"
#include "gateway/adapters/http/edge/stats.h"

namespace tollgate::http {

struct EdgeCounters {
  Counter open_connections, in_flight, unsent_answers, connection_limit;
  Counter accepted, refused, malformed, overloaded, drained, late, abandoned;
  std::array<Counter, 6> answers_by_class;
  std::array<Counter, 7> timeouts;  // by Wait

  EdgeStats snapshot() const;
};

struct Core {
  Core(EdgeOptions edge_options, std::function<void(HttpRequest, Responder)> edge_handler);

  const EdgeOptions options;
  const Clock& clock;
  Random& random;
  const std::function<void(HttpRequest, Responder)> handler;
  const std::shared_ptr<Mailbox> mailbox = std::make_shared<Mailbox>();
  EdgeCounters counters;
  std::atomic<bool> leaving{false};   // every answer ends its connection
  std::atomic<bool> draining{false};  // and new requests are refused

  // The reactor thread's own.
  Deadlines deadlines;
  SteadyTime now;  // read once per cycle of the reactor
  std::uint64_t last_sequence = 0;
  std::vector<char> read_buffer;  // one for all: a connection keeps only what it cannot use yet
  std::string head_buffer;

  // The Date of this second; formatted once per second.
  std::string_view date();
  std::string new_request_id();

 private:
  std::int64_t date_second_ = -1;
  std::string date_text_;
};

}  // namespace tollgate::http
