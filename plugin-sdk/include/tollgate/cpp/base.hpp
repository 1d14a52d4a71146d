// Channel: the base class of a channel written in C++. Immutable once made: every method is const
// and may run at the same time as any other.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tollgate/cpp/notification.hpp"
#include "tollgate/cpp/operation.hpp"
#include "tollgate/cpp/request.hpp"
#include "tollgate/cpp/statement.hpp"
#include "tollgate/framing.h"
#include "tollgate/session.h"

namespace tollgate::sdk {

// See tollgate_framing; a channel of HTTP messages has none.
struct Framing {
  std::vector<std::string> addresses;  // "host:port"
  std::uint32_t length_size = 2;
  bool length_includes_itself = false;
  bool tls = false;
  std::uint32_t frame_size_max = 65535;
  std::uint32_t in_flight_max = 0;
};

// See tollgate_session.
struct Session {
  std::vector<tollgate_operation_kind> on_connect;
  std::vector<tollgate_operation_kind> on_disconnect;
  std::uint32_t echo_interval_ms = 0;
};

class Channel {
 public:
  Channel() = default;
  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;
  virtual ~Channel() = default;

  // One coroutine for each kind of operation in the descriptor. The others answer not_sent.
  virtual Operation authorize(Request) const { return unsupported(); }
  virtual Operation sale(Request) const { return unsupported(); }
  virtual Operation capture(Request) const { return unsupported(); }
  virtual Operation void_original(Request) const { return unsupported(); }
  virtual Operation refund(Request) const { return unsupported(); }
  virtual Operation query(Request) const { return unsupported(); }
  virtual Operation payout(Request) const { return unsupported(); }
  virtual Operation quote(Request) const { return unsupported(); }
  virtual Operation sign_on(Request) const { return unsupported(); }
  virtual Operation sign_off(Request) const { return unsupported(); }
  virtual Operation echo(Request) const { return unsupported(); }

  // Ability TOLLGATE_FRAMING: there when `addresses` is not empty. Asked once, after creation.
  virtual Framing framing() const { return {}; }
  // Which message an incoming frame answers; writes its correlation key.
  virtual tollgate_frame_kind correlate(std::string_view /*frame*/, std::string& /*key*/) const {
    return TOLLGATE_FRAME_UNREADABLE;
  }
  // Ability TOLLGATE_SESSION: there when `on_connect` is not empty or `echo_interval_ms` is set.
  virtual Session session() const { return {}; }
  // Ability TOLLGATE_NOTIFY: there when this says true. Asked once, after creation.
  virtual bool has_notifications() const { return false; }
  // Whether the channel really sent this, and what it says. Refuses unless its signature holds.
  virtual Reading read_notification(const Notification&) const {
    return Reading::refused("The channel reads no notifications.");
  }
  // Ability TOLLGATE_STATEMENT: there when this says true. Asked once, after creation.
  virtual bool has_statements() const { return false; }
  // Begins to read a file, which outlives the reader.
  virtual std::unique_ptr<StatementReader> read_statement(const StatementFile&) const {
    return nullptr;
  }

  Operation run(const Request& request) const {
    switch (request.kind) {
      case TOLLGATE_OPERATION_AUTHORIZE:
        return authorize(request);
      case TOLLGATE_OPERATION_SALE:
        return sale(request);
      case TOLLGATE_OPERATION_CAPTURE:
        return capture(request);
      case TOLLGATE_OPERATION_VOID:
        return void_original(request);
      case TOLLGATE_OPERATION_REFUND:
        return refund(request);
      case TOLLGATE_OPERATION_QUERY:
        return query(request);
      case TOLLGATE_OPERATION_PAYOUT:
        return payout(request);
      case TOLLGATE_OPERATION_QUOTE:
        return quote(request);
      case TOLLGATE_OPERATION_SIGN_ON:
        return sign_on(request);
      case TOLLGATE_OPERATION_SIGN_OFF:
        return sign_off(request);
      case TOLLGATE_OPERATION_ECHO:
        return echo(request);
      default:
        return unsupported();
    }
  }

 private:
  static Operation unsupported() {
    co_return Outcome::not_sent(TOLLGATE_CODE_UNSUPPORTED, "The channel has no such operation.");
  }
};

}  // namespace tollgate::sdk
