// Connection: one keep-alive TCP connection with at most one request in flight. Move-only; for one
// thread.
#pragma once

#include <sys/socket.h>

#include <string>
#include <string_view>

#include "gateway/base/result.h"
#include "tests/bench/load/answer_reader.h"
#include "tests/bench/load/workload.h"

namespace tollgate::bench {

class Connection {
 public:
  enum class State { waiting, answered, lost };

  // Error: unavailable when nobody listens there.
  static Result<Connection> open(const sockaddr_storage& address, socklen_t size);
  Connection(Connection&& other) noexcept;
  Connection& operator=(Connection&& other) = delete;
  ~Connection();

  int descriptor() const { return descriptor_; }
  bool is_open() const { return descriptor_ >= 0; }
  bool is_busy() const { return is_busy_; }
  Instant started() const { return started_; }
  const Answer& answer() const { return reader_.answer(); }

  // False when the connection is lost. The request is far smaller than an empty send buffer, so a
  // write that takes less than all of it is a lost connection too.
  bool send(std::string_view request, Instant started);
  // Once the descriptor is readable. `buffer` receives the bytes and must outlive the answer.
  State receive(std::string& buffer);
  void close();

 private:
  explicit Connection(int descriptor) : descriptor_(descriptor) {}

  int descriptor_ = -1;
  bool is_busy_ = false;
  Instant started_;
  AnswerReader reader_;
};

}  // namespace tollgate::bench
