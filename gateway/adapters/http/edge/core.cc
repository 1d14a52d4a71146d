#include "gateway/adapters/http/edge/core.h"

#include "gateway/adapters/http/edge/response_head.h"
#include "gateway/base/id.h"

namespace tollgate::http {
namespace {

constexpr std::size_t kReadBufferBytes = 65'536;

struct RequestTag {
  static constexpr std::string_view kPrefix = "req";
};

const Clock& system_clock() {
  static const SystemClock clock;
  return clock;
}

Random& system_random() {
  static SystemRandom random;
  return random;
}

}  // namespace

EdgeStats EdgeCounters::snapshot() const {
  const auto timeouts_of = [this](Wait kind) {
    return timeouts[static_cast<std::size_t>(kind)].value();
  };
  EdgeStats stats;
  stats.open_connections = open_connections.value();
  stats.in_flight = in_flight.value();
  stats.connection_limit = connection_limit.value();
  stats.accepted_connections = accepted.value();
  stats.refused_connections = refused.value();
  for (std::size_t i = 0; i < stats.answers_by_class.size(); ++i)
    stats.answers_by_class[i] = answers_by_class[i].value();
  stats.malformed_requests = malformed.value();
  stats.overloaded_requests = overloaded.value();
  stats.drained_requests = drained.value();
  stats.head_timeouts = timeouts_of(Wait::head);
  stats.body_timeouts = timeouts_of(Wait::body);
  stats.idle_timeouts = timeouts_of(Wait::idle);
  stats.handler_timeouts = timeouts_of(Wait::handler);
  stats.write_timeouts = timeouts_of(Wait::write);
  stats.late_answers = late.value();
  stats.abandoned_requests = abandoned.value();
  return stats;
}

Core::Core(EdgeOptions edge_options, std::function<void(HttpRequest, Responder)> edge_handler)
    : options(std::move(edge_options)),
      clock(options.clock != nullptr ? *options.clock : system_clock()),
      random(options.random != nullptr ? *options.random : system_random()),
      handler(std::move(edge_handler)),
      now(std::chrono::steady_clock::now()),
      read_buffer(kReadBufferBytes) {
  deadlines.set_patience(Wait::head, options.head_timeout);
  deadlines.set_patience(Wait::body, options.body_timeout);
  deadlines.set_patience(Wait::idle, options.idle_timeout);
  deadlines.set_patience(Wait::handler, options.handler_timeout);
  deadlines.set_patience(Wait::write, options.write_timeout);
  deadlines.set_patience(Wait::linger, options.linger_timeout);
}

std::string_view Core::date() {
  const std::int64_t second = unix_seconds(clock.now());
  if (second != date_second_) {
    date_second_ = second;
    date_text_ = http_date(second);
  }
  return date_text_;
}

std::string Core::new_request_id() { return Id<RequestTag>::make(clock.now(), random).str(); }

}  // namespace tollgate::http
