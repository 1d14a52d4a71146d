// TcpWire: frames over a few long-lived TCP connections, many messages at once on each. Replies
// find their message by the key that the plugin reads from the frame, whatever their order and
// connection. Made by TcpWire::make; exchange() is safe from any thread, and everything inside
// happens on the wire thread.
//
// `not_sent` is reported only for a message no byte of which was handed to a socket.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "gateway/adapters/channel/tcp_exchange.h"
#include "gateway/adapters/channel/tcp_link.h"
#include "gateway/adapters/channel/tcp_options.h"

namespace tollgate::channel {

class TcpWire final : public Wire,
                      public std::enable_shared_from_this<TcpWire>,
                      public TcpLinkOwner {
 public:
  // Connects at once, in the background.
  static std::shared_ptr<TcpWire> make(boost::asio::io_context& context, TcpOptions options);

  Task<WireReply> exchange(WireMessage message) override;

  // Answers what is under way (`not_sent` or `no_reply`, whichever is true), takes leave of the
  // servers and ends in the background: the wire thread's join() waits for it.
  void stop();

  const TcpStats& stats() const { return stats_; }

 private:
  TcpWire(boost::asio::io_context& context, TcpOptions options);
  void start();
  void stop_here();

  void begin(const std::shared_ptr<TcpLink>& fixed, WireMessage message, ReplyReceiver receiver);
  void hand_over(const TcpExchangePointer& exchange, const std::shared_ptr<TcpLink>& link);
  void drain_backlog();
  std::shared_ptr<TcpLink> choose_link() const;
  void arm(const TcpExchangePointer& exchange, std::chrono::steady_clock::time_point until);
  void expire(const TcpExchangePointer& exchange);
  void fail(const TcpExchangePointer& exchange, WireStatus once_sent, std::string_view reason);
  void finish(const TcpExchangePointer& exchange, WireReply reply);

  void link_in_service(const std::shared_ptr<TcpLink>& link) override;
  void link_lost(const std::shared_ptr<TcpLink>& link) override;
  void link_ended(const std::shared_ptr<TcpLink>& link) override;
  void frame_arrived(std::string_view frame) override;
  void frame_written(const TcpExchangePointer& exchange) override;
  void exchange_over(const std::shared_ptr<TcpLink>& link, WireMessage message,
                     ReplyReceiver receiver) override;

  boost::asio::io_context& context_;
  const TcpOptions options_;
  TcpStats stats_;
  std::vector<std::shared_ptr<TcpLink>> links_;
  std::unordered_map<TcpExchange*, TcpExchangePointer> under_way_;
  std::unordered_map<std::string, TcpExchangePointer> by_key_;
  std::deque<TcpExchangePointer> backlog_;  // finished ones are skipped when it is drained
  bool stopping_ = false;
};

}  // namespace tollgate::channel
