// The answering half of a connection.
#include <sys/socket.h>
#include <sys/uio.h>

#include <array>
#include <cerrno>
#include <exception>

#include "gateway/adapters/http/edge/connection.h"
#include "gateway/adapters/http/edge/response_head.h"
#include "gateway/base/check.h"
#include "gateway/base/failpoint.h"
#include "gateway/base/log.h"

namespace tollgate::http {

void Connection::dispatch() {
  failpoint("edge_received");
  HttpRequest& request = reader_.request();
  keep_alive_ = reader_.keep_alive();
  head_only_ = request.method == "HEAD";
  const std::string_view given = request.header("Request-Id");
  request_id_ = is_well_formed_request_id(given) ? std::string(given) : core_.new_request_id();

  if (core_.draining.load(std::memory_order_relaxed)) {
    core_.counters.drained.add();
    return send_problem(
        Problem("service_unavailable", "The gateway is shutting down. Send the request again."),
        true);
  }
  if (core_.counters.in_flight.value() >= core_.options.max_in_flight) {
    core_.counters.overloaded.add();
    return send_problem(Problem("service_unavailable",
                                "The gateway is busy and did nothing. Repeat after Retry-After."),
                        !keep_alive_);
  }
  request.request_id = request_id_;
  request.peer_address = peer_address_;
  request.received_at = core_.clock.now();
  phase_ = Phase::handling;
  sequence_ = ++core_.last_sequence;
  deadline_.arm(Wait::handler, core_.now);
  core_.counters.in_flight.add();
  Responder responder(core_.mailbox, descriptor_, sequence_);
  HttpRequest complete = std::move(request);
  reader_.reset();
  try {
    core_.handler(std::move(complete), std::move(responder));
  } catch (const std::exception& error) {
    // Its Responder is gone by now, so the client gets its 500.
    log_error("A handler threw", {{"request_id", request_id_}, {"what", error.what()}});
  }
}

void Connection::refuse(const Refusal& refusal) {
  head_only_ = reader_.request().method == "HEAD";
  const std::string_view given = reader_.request().header("Request-Id");
  request_id_ = is_well_formed_request_id(given) ? std::string(given) : core_.new_request_id();
  core_.counters.malformed.add();
  send_problem(Problem(refusal.code, std::string(refusal.detail)), true);
}

void Connection::refuse_over_capacity() {
  request_id_ = core_.new_request_id();
  core_.counters.refused.add();
  send_problem(Problem("service_unavailable",
                       "The gateway has too many connections. Repeat after Retry-After."),
               true);
}

void Connection::send_problem(Problem problem, bool then_close) {
  if (then_close) keep_alive_ = false;
  problem.request_id = request_id_;
  if (problem.code == "service_unavailable") problem.retry_after_s = core_.options.retry_after_s;
  write(to_response(problem));
}

// Only while the client still holds its body back; if the socket has no room for these few bytes
// the client is not reading, and will send without them.
void Connection::send_continue() {
  asked_to_continue_ = true;
  constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
  if (!input_.empty() || !reader_.request().body.empty()) return;
  if (::send(descriptor_, kContinue.data(), kContinue.size(), MSG_NOSIGNAL) !=
      static_cast<ssize_t>(kContinue.size()))
    close();
}

void Connection::answer_abandoned() {
  core_.counters.abandoned.add();
  sequence_ = 0;
  send_problem(Problem("internal_error"), !keep_alive_);
  advance();
}

void Connection::answer(HttpResponse response) {
  failpoint("edge_before_answer");
  sequence_ = 0;
  const bool sendable = response.status >= 200 && response.status <= 599 &&
                        response.body.size() <= core_.options.max_response_bytes;
  if (sendable) {
    write(response);
  } else {
    log_error("A handler's answer has an impossible status or is too large; 500 was sent",
              {{"request_id", request_id_}, {"status", response.status}});
    send_problem(Problem("internal_error"), !keep_alive_);
  }
  advance();
}

void Connection::write(const HttpResponse& response) {
  if (core_.leaving.load(std::memory_order_relaxed)) keep_alive_ = false;
  core_.counters.answers_by_class[static_cast<std::size_t>(response.status / 100)].add();
  std::string& head = core_.head_buffer;
  head.clear();
  if (const int left_out = append_head(head, response, {keep_alive_, request_id_, core_.date()}))
    log_error("Header fields of an answer were not sent: malformed, or the edge's own",
              {{"request_id", request_id_}, {"fields", left_out}});
  const bool with_body = !head_only_ && status_has_body(response.status);
  phase_ = Phase::writing;
  core_.counters.unsent_answers.add();
  start_writing(head, with_body ? std::string_view(response.body) : std::string_view());
}

// Head and body leave in one call; only what the socket has no room for is copied.
void Connection::start_writing(std::string_view head, std::string_view body) {
  std::array<iovec, 2> parts = {iovec{const_cast<char*>(head.data()), head.size()},
                                iovec{const_cast<char*>(body.data()), body.size()}};
  msghdr message{};
  message.msg_iov = parts.data();
  message.msg_iovlen = body.empty() ? 1 : 2;
  const ssize_t sent = ::sendmsg(descriptor_, &message, MSG_NOSIGNAL);
  if (sent < 0 && errno != EAGAIN && errno != EINTR) return close();
  const std::size_t count = sent < 0 ? 0 : static_cast<std::size_t>(sent);
  if (count == head.size() + body.size()) return after_answer();
  output_.clear();
  output_sent_ = 0;
  if (count < head.size()) output_.append(head.substr(count));
  output_.append(body.substr(count < head.size() ? 0 : count - head.size()));
  deadline_.arm(Wait::write, core_.now);
}

void Connection::flush_output() {
  while (output_sent_ < output_.size()) {
    const ssize_t sent = ::send(descriptor_, output_.data() + output_sent_,
                                output_.size() - output_sent_, MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0 && errno == EAGAIN) return;
    if (sent < 0) return close();
    output_sent_ += static_cast<std::size_t>(sent);
  }
  output_ = std::string();  // a big answer's memory is not kept for small ones
  after_answer();
}

void Connection::after_answer() {
  failpoint("edge_after_answer");
  core_.counters.unsent_answers.subtract();
  if (reader_.state() != RequestReader::State::waiting) reader_.reset();
  asked_to_continue_ = false;
  if (keep_alive_) {
    phase_ = Phase::reading;
    deadline_.arm(Wait::idle, core_.now);
    return;
  }
  phase_ = Phase::lingering;
  deadline_.arm(Wait::linger, core_.now);
  ::shutdown(descriptor_, SHUT_WR);
}

}  // namespace tollgate::http
