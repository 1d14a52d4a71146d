// Connection: one client's TCP connection as a state machine over its socket. It reads requests,
// hands them to the handler one at a time, writes the answers in order and decides when to close.
// Reactor thread only; knows nothing of Pistache.
//
//   reading --request--> handling --answer--> writing --sent--> reading   (keep-alive)
//      \------refusal or last answer-----------> writing --sent--> lingering --> closed
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "gateway/adapters/http/edge/core.h"
#include "gateway/adapters/http/edge/deadlines.h"
#include "gateway/adapters/http/edge/request_reader.h"
#include "gateway/adapters/http/message.h"
#include "gateway/adapters/http/problem.h"

namespace tollgate::http {

class Connection {
 public:
  // The descriptor stays the caller's: it is closed after closed() turns true.
  Connection(Core& core, int descriptor, std::string peer_address);
  ~Connection();

  // Tells a client over the connection cap so, without reading its request.
  void refuse_over_capacity();

  void on_ready(bool writable);  // the socket may have bytes, an end or room
  void on_deadline();
  void close();

  // Whether the answer with this sequence number is still wanted here.
  bool awaits(std::uint64_t sequence) const;
  void answer(HttpResponse response);
  void answer_abandoned();

  int descriptor() const { return descriptor_; }
  bool closed() const { return phase_ == Phase::closed; }
  bool wants_to_write() const { return phase_ == Phase::writing; }
  bool watched_for_write = false;  // the reactor's note of what it polls for

 private:
  enum class Phase { closed = 0, reading, handling, writing, lingering };

  // Works until only the client or the handler can bring it further.
  void advance();
  void read_requests();
  bool receive();  // false when there is nothing more to read now
  void read_ahead();
  void discard_input();
  void consume(std::string_view fresh);
  void after_feed();
  void on_end_of_input();

  void dispatch();
  void refuse(const Refusal& refusal);
  void send_problem(Problem problem, bool then_close);
  void send_continue();
  void write(const HttpResponse& response);
  void start_writing(std::string_view head, std::string_view body);
  void flush_output();
  void after_answer();

  Core& core_;
  const int descriptor_;
  const std::string peer_address_;
  RequestReader reader_;
  Deadlines::Entry deadline_;
  Phase phase_ = Phase::reading;
  bool readable_ = true;       // the kernel may hold unread bytes
  bool end_of_input_ = false;  // the client has shut down its sending side
  bool keep_alive_ = true;     // after the answer to the current request
  bool head_only_ = false;     // the current request is a HEAD
  bool asked_to_continue_ = false;
  std::uint64_t sequence_ = 0;  // of the request at the handler
  std::size_t discarded_bytes_ = 0;
  std::string request_id_;  // of the current request
  std::string input_;       // received, not yet used
  std::string output_;      // what the socket had no room for
  std::size_t output_sent_ = 0;
};

}  // namespace tollgate::http
