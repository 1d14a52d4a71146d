// The reading half and the state machine; connection_write.cc has the answering half.
#include "gateway/adapters/http/edge/connection.h"

#include <sys/socket.h>

#include <algorithm>
#include <cerrno>

#include "gateway/base/check.h"

namespace tollgate::http {
namespace {

// What a closing connection reads and throws away before it stops being polite.
constexpr std::size_t kMaxDiscardedBytes = 1'048'576;

}  // namespace

Connection::Connection(Core& core, int descriptor, std::string peer_address)
    : core_(core),
      descriptor_(descriptor),
      peer_address_(std::move(peer_address)),
      reader_({core.options.max_head_bytes, core.options.max_body_bytes, core.options.max_headers}),
      deadline_(core.deadlines, *this) {
  core_.counters.open_connections.add();
  // A new connection owes a request at once: it gets the head's time, not the idle time.
  deadline_.arm(Wait::head, core_.now);
}

Connection::~Connection() {
  close();
  core_.counters.open_connections.subtract();
}

void Connection::close() {
  if (phase_ == Phase::writing) core_.counters.unsent_answers.subtract();
  phase_ = Phase::closed;
  sequence_ = 0;
  deadline_.disarm();
}

bool Connection::awaits(std::uint64_t sequence) const {
  return phase_ == Phase::handling && sequence_ == sequence;
}

void Connection::on_ready(bool writable) {
  readable_ = true;
  if (writable && phase_ == Phase::writing) flush_output();
  advance();
}

void Connection::advance() {
  if (phase_ == Phase::reading) read_requests();
  if (phase_ == Phase::handling) read_ahead();
  if (phase_ == Phase::lingering) discard_input();
}

void Connection::read_requests() {
  while (phase_ == Phase::reading) {
    const bool pipelined = !input_.empty() && reader_.state() == RequestReader::State::waiting;
    if (pipelined)
      consume({});
    else if (!receive())
      break;
  }
  if (phase_ == Phase::reading && end_of_input_) on_end_of_input();
}

// One recv into the reactor's buffer, used there in place when nothing older waits.
bool Connection::receive() {
  if (end_of_input_ || !readable_) return false;
  const ssize_t count = ::recv(descriptor_, core_.read_buffer.data(), core_.read_buffer.size(), 0);
  if (count > 0) {
    const std::string_view fresh(core_.read_buffer.data(), static_cast<std::size_t>(count));
    if (phase_ == Phase::reading)
      consume(fresh);
    else
      input_.append(fresh);
    return true;
  }
  readable_ = false;
  if (count == 0) {
    end_of_input_ = true;
  } else if (errno != EAGAIN && errno != EINTR) {
    close();
  } else if (errno == EINTR) {
    readable_ = true;
  }
  return false;
}

// While a request is at the handler its successors wait here, up to a bound; beyond it they wait
// in the kernel and the client feels it. Reading on also notices a client that went away.
void Connection::read_ahead() {
  while (phase_ == Phase::handling && input_.size() < core_.options.max_pipelined_bytes &&
         receive()) {
  }
}

// Lingering: the answer is out and our side is shut down; what the client still sends is never
// parsed. Closing with unread bytes would reset the connection and could destroy the answer.
void Connection::discard_input() {
  while (!end_of_input_ && readable_ && phase_ == Phase::lingering) {
    input_.clear();
    receive();
    discarded_bytes_ += input_.size();
    if (discarded_bytes_ > kMaxDiscardedBytes) end_of_input_ = true;
  }
  input_.clear();
  if (end_of_input_) close();
}

// Feeds what waited and what just came, and keeps what the reader is not done with.
void Connection::consume(std::string_view fresh) {
  if (input_.empty()) {
    const std::size_t used = reader_.feed(fresh);
    input_.assign(fresh.substr(used));
  } else {
    input_.append(fresh);
    input_.erase(0, reader_.feed(input_));
  }
  after_feed();
}

void Connection::after_feed() {
  using State = RequestReader::State;
  switch (reader_.state()) {
    case State::refused:
      return refuse(reader_.refusal());
    case State::complete:
      return dispatch();
    case State::body:
      if (deadline_.kind() != Wait::body) deadline_.arm(Wait::body, core_.now);
      if (reader_.expects_continue() && !asked_to_continue_) send_continue();
      break;
    case State::head:
      if (deadline_.kind() != Wait::head) deadline_.arm(Wait::head, core_.now);
      break;
    case State::waiting:
      break;
  }
}

// The client has half-closed: what it sent completely was answered; half a request never will be.
void Connection::on_end_of_input() {
  if (reader_.state() == RequestReader::State::waiting) return close();
  refuse({"malformed_request", "The connection's end came before the request's. Send all of it."});
}

void Connection::on_deadline() {
  const Wait kind = deadline_.kind();
  const bool silent = kind == Wait::head && reader_.state() == RequestReader::State::waiting;
  core_.counters.timeouts[static_cast<std::size_t>(silent ? Wait::idle : kind)].add();
  if (silent || kind == Wait::idle || kind == Wait::write || kind == Wait::linger) return close();
  if (kind == Wait::handler) {
    sequence_ = 0;
    return send_problem(Problem("service_unavailable",
                                "The request takes too long and may still take effect. Repeat it "
                                "with the same Idempotency-Key, or fetch the payment."),
                        true);
  }
  refuse({"request_timeout", "The request did not arrive in time. Send it without pauses."});
}

}  // namespace tollgate::http
