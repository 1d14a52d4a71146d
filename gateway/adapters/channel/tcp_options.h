// What a TcpWire needs to know: where to connect, how frames look, and the two things only the
// plugin can do: say which message a frame answers, and run the operations of a connection.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/adapters/channel/frame_codec.h"
#include "gateway/adapters/channel/tcp_socket.h"
#include "gateway/adapters/channel/wire.h"

namespace tollgate::channel {

struct Correlation {
  enum class Kind { unreadable = 0, reply, unsolicited };
  Kind kind = Kind::unreadable;
  std::string key;  // of a reply
};

enum class SessionOperation : std::int32_t { sign_on = 16, sign_off = 17, echo = 18 };

struct TcpOptions {
  std::string name;                   // the channel account, for logs
  std::vector<TcpAddress> addresses;  // at least one, the preferred one first
  TcpSecurity security;
  FrameFormat format;

  std::size_t connections = 1;
  std::size_t in_flight_per_connection_max = 0;  // 0: no bound but the account's
  std::size_t backlog_max = 4096;                // messages that wait for a connection
  std::chrono::milliseconds connect_timeout{5000};
  std::chrono::milliseconds backlog_wait_max{2000};  // then the message is not_sent
  std::chrono::milliseconds pause_min{100};          // before the second attempt to connect;
  std::chrono::milliseconds pause_max{10'000};       // doubles up to this, with jitter
  std::chrono::milliseconds echo_interval{0};        // without an incoming frame; 0: no echo

  std::vector<SessionOperation> on_connect;
  std::vector<SessionOperation> on_disconnect;

  // Pure; called on the wire's thread.
  std::function<Correlation(std::string_view frame)> correlate;
  // Runs the operation with the messages going over `connection`; true when it was approved.
  // Called on the wire's thread, and goes on there.
  std::function<Task<bool>(SessionOperation operation, Wire& connection)> run_session;
};

// Counters of one wire; any thread may read them.
struct TcpStats {
  std::atomic<std::uint64_t> late_frames{0};  // answers that nobody waits for, second ones too
  std::atomic<std::uint64_t> unsolicited_frames{0};
  std::atomic<std::uint64_t> unreadable_frames{0};
  std::atomic<std::uint64_t> broken_streams{0};  // a length out of bounds
  std::atomic<std::uint64_t> connects{0};        // connections that were let into service
  std::atomic<std::uint64_t> connect_failures{0};
  std::atomic<std::uint64_t> losses{0};            // connections lost after that
  std::atomic<std::uint64_t> connections_up{0};    // in service now
  std::atomic<std::uint64_t> messages_waiting{0};  // for a connection or a reply, now
};

}  // namespace tollgate::channel
