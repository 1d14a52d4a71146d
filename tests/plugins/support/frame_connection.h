// Socket: a blocking TCP connection to 127.0.0.1. FrameConnection: the host's side of the frame
// wire over one, enough to drive a channel in a test. Not thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tests/plugins/support/loaded_channel.h"

namespace tollgate::test {

class Socket {
 public:
  explicit Socket(std::uint16_t port);
  ~Socket();
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;

  void write_all(const std::string& bytes);
  std::string read_to_end();
  // Appends what has arrived to `bytes`. False when the peer has closed; true without new bytes
  // when nothing came in time.
  bool read_some(std::string& bytes, int timeout_ms);

 private:
  int descriptor_ = -1;
};

class FrameConnection {
 public:
  FrameConnection(std::uint16_t port, const LoadedChannel& channel)
      : socket_(port), channel_(channel) {}

  void send(const std::string& frame);
  // Sends the frame of `message` and waits for the answer with its key; others are counted.
  WireReply exchange(const tollgate_message& message);
  // The next frame; nothing when the peer closed or none came in time (see closed()).
  std::optional<std::string> receive(int timeout_ms);

  Wire wire() {
    return [this](const tollgate_message& message) { return exchange(message); };
  }

  bool closed() const { return closed_; }
  int unmatched() const { return unmatched_; }  // replies nobody waited for
  int unreadable() const { return unreadable_; }

 private:
  Socket socket_;
  const LoadedChannel& channel_;
  std::string bytes_;
  bool closed_ = false;
  int unmatched_ = 0;
  int unreadable_ = 0;
};

}  // namespace tollgate::test
