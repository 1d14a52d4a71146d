// Lane: one end of a socket between the gateway and a plugin's process; one call at a time. A frame
// is its header and its bytes; every call gets one answer.
//
//   gateway                              tollgate-channel-host
//   load it ------------ (the process starts) ------------> hello: descriptor | sentence
//   create(channel, settings) ----------------------------> created: abilities | sentence
//   begin(operation, channel, request) -------------------> stepped: step | nothing
//   resume(operation, reply) -----------------------------> stepped: step | nothing
//   finish(operation), destroy(channel) ------------------> done
//   correlate(channel, frame) ----------------------------> correlated: kind, key
//   read(channel, notification) --------------------------> read: reading | nothing
//            ask_algorithm(channel, key) <------------------ within a call, before its answer
//      ask_signature(channel, key, text) <------------------ as well
//   told(algorithm | signature) ---------------------------> the call goes on
//                                 died: signal  <---------- its last word, from a signal handler
//
// Not thread-safe. What passed is wiped: it may hold card numbers.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tollgate::channel {

enum class FrameKind : std::uint32_t {
  none = 0,
  create = 1,
  begin,
  resume,
  finish,
  destroy,
  correlate,
  read,
  answer = 16,
  died = 17,
  ask_algorithm = 18,
  ask_signature,
  told
};

struct FrameHeader {
  std::uint32_t size = 0;  // of the bytes that follow
  FrameKind kind = FrameKind::none;
  std::uint64_t object = 0;  // the channel's or operation's number, given by the gateway
};

class Lane {
 public:
  enum class Result { ok, timed_out, closed, broken };

  // Owns the socket.
  explicit Lane(int socket) : socket_(socket) {}
  Lane(Lane&& other) noexcept;
  Lane& operator=(Lane&&) = delete;
  ~Lane();

  // Of one send or receive of bytes; 0: for ever.
  void set_time_limit(int milliseconds) const;

  Result send(FrameKind kind, std::uint64_t object, std::string_view bytes) const;
  Result receive(FrameHeader& header, std::string& bytes) const;

  int socket() const { return socket_; }

 private:
  int socket_;
};

}  // namespace tollgate::channel
