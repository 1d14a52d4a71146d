// TcpExchange: one message on its way over a TcpWire, from the caller to its reply. Lives on the
// wire's thread.
#pragma once

#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <memory>
#include <utility>

#include "gateway/adapters/channel/frame_codec.h"
#include "gateway/adapters/channel/reply_receiver.h"
#include "gateway/adapters/channel/wire.h"

namespace tollgate::channel {

class TcpLink;

struct TcpExchange {
  //   backlog --> queued --> sent --> finished       (any state may go to finished)
  enum class State {
    backlog,  // no connection has taken it yet
    queued,   // a connection will write it
    sent,     // its first byte may have left
    finished,
  };

  TcpExchange(boost::asio::io_context& context, WireMessage asked, ReplyReceiver waiting)
      : message(std::move(asked)),
        receiver(std::move(waiting)),
        timer(context),
        deadline(std::chrono::steady_clock::now() + message.timeout) {}

  WireMessage message;
  ReplyReceiver receiver;
  boost::asio::steady_timer timer;
  std::chrono::steady_clock::time_point deadline;
  State state = State::backlog;
  std::shared_ptr<TcpLink> link;  // null in the backlog
  LengthPrefix prefix;
};

using TcpExchangePointer = std::shared_ptr<TcpExchange>;

}  // namespace tollgate::channel
