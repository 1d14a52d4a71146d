// TcpLink: one long-lived connection of a TcpWire. It connects, greets (sign-on), carries frames,
// keeps warm (echo), and starts again with a growing pause when the connection is lost:
//
//   connect --> greet --> in service --> take leave --> closed
//      ^                      |                           |
//      +------- pause <-------+-----------<---------------+
//
// Lives on the wire's thread. All methods are called there.
#pragma once

#include <boost/asio/steady_timer.hpp>
#include <deque>
#include <memory>
#include <optional>
#include <random>
#include <vector>

#include "gateway/adapters/channel/frame_codec.h"
#include "gateway/adapters/channel/tcp_exchange.h"
#include "gateway/adapters/channel/tcp_options.h"
#include "gateway/adapters/channel/tcp_socket.h"

namespace tollgate::channel {

// What a link tells its wire.
class TcpLinkOwner {
 public:
  virtual void link_in_service(const std::shared_ptr<TcpLink>& link) = 0;
  virtual void link_lost(const std::shared_ptr<TcpLink>& link) = 0;
  virtual void link_ended(const std::shared_ptr<TcpLink>& link) = 0;  // for ever, after stop()
  virtual void frame_arrived(std::string_view frame) = 0;
  virtual void frame_written(const TcpExchangePointer& exchange) = 0;
  // One message over this very link, in service or not.
  virtual void exchange_over(const std::shared_ptr<TcpLink>& link, WireMessage message,
                             ReplyReceiver receiver) = 0;

 protected:
  ~TcpLinkOwner() = default;
};

class TcpLink final : public std::enable_shared_from_this<TcpLink>, private Wire {
 public:
  TcpLink(boost::asio::io_context& context, const TcpOptions& options, TcpStats& stats,
          TcpLinkOwner& owner);

  // The link keeps `owner` alive until it has ended.
  void start(std::shared_ptr<const TcpLinkOwner> owner);
  // Takes leave and closes; the link then ends by itself.
  void stop();

  bool in_service() const { return in_service_; }
  bool is_open() const { return open_; }
  std::size_t outstanding() const { return outstanding_; }
  void send(const TcpExchangePointer& exchange);  // needs is_open()
  void forget_one() { --outstanding_; }           // an exchange of this link has finished

 private:
  Task<void> live();
  Task<bool> connect();
  Task<void> serve();
  Task<bool> greet();
  Task<void> keep_warm();
  Task<void> take_leave();
  Task<void> read_frames();
  Task<void> write_frames();
  Task<void> pause();
  void close();
  bool ending() const { return !open_ || stopping_; }
  Task<void> wait_for_change(std::optional<std::chrono::steady_clock::time_point> until);
  std::vector<TcpExchangePointer> take_writable();

  Task<WireReply> exchange(WireMessage message) override;

  boost::asio::io_context& context_;
  const TcpOptions& options_;
  TcpStats& stats_;
  TcpLinkOwner& owner_;
  boost::asio::steady_timer change_;  // cancelled when something serve() waits for has changed
  std::optional<TcpSocket> socket_;
  std::deque<TcpExchangePointer> outgoing_;
  std::chrono::steady_clock::time_point last_frame_;
  std::size_t outstanding_ = 0;
  std::size_t attempt_ = 0;  // to connect, since the last success
  bool open_ = false;
  bool in_service_ = false;
  bool stopping_ = false;
  bool reading_ = false;
  bool writing_ = false;
  std::minstd_rand jitter_;
};

}  // namespace tollgate::channel
