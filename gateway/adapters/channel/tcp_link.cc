#include "gateway/adapters/channel/tcp_link.h"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "gateway/base/check.h"
#include "gateway/base/failpoint.h"
#include "gateway/base/log.h"

namespace tollgate::channel {
namespace {

namespace asio = boost::asio;
using std::chrono::steady_clock;

constexpr std::size_t kFramesPerWriteMax = 64;  // gathered into one system call

}  // namespace

TcpLink::TcpLink(asio::io_context& context, const TcpOptions& options, TcpStats& stats,
                 TcpLinkOwner& owner)
    : context_(context),
      options_(options),
      stats_(stats),
      owner_(owner),
      change_(context),
      jitter_(std::random_device{}()) {}

void TcpLink::start(std::shared_ptr<const TcpLinkOwner> owner) {
  asio::co_spawn(
      context_, [self = shared_from_this(), owner = std::move(owner)] { return self->live(); },
      asio::detached);
}

void TcpLink::stop() {
  stopping_ = true;
  if (socket_ && !open_) socket_->close();  // ends an attempt to connect
  change_.cancel();
}

Task<void> TcpLink::live() {
  const auto self = shared_from_this();
  while (!stopping_) {
    if (co_await connect()) co_await serve();
    if (!stopping_) co_await pause();
  }
  owner_.link_ended(self);
}

Task<bool> TcpLink::connect() {
  const TcpAddress& address = options_.addresses[attempt_ % options_.addresses.size()];
  ++attempt_;
  socket_.emplace(context_, options_.security);
  failpoint("tcp_before_connect");
  const auto failure = co_await socket_->connect(address, options_.connect_timeout);
  if (failure || stopping_) {
    stats_.connect_failures.fetch_add(1, std::memory_order_relaxed);
    log_warning("A channel's server cannot be reached; trying again",
                {{"channel", options_.name},
                 {"address", address.str()},
                 {"attempt", attempt_},
                 {"reason", failure.message()}});
    socket_->close();
    co_return false;
  }
  failpoint("tcp_after_connect");
  open_ = true;
  last_frame_ = steady_clock::now();
  co_return true;
}

Task<void> TcpLink::serve() {
  reading_ = true;
  asio::co_spawn(
      context_, [self = shared_from_this()] { return self->read_frames(); }, asio::detached);
  if (co_await greet()) {
    attempt_ = 0;
    in_service_ = true;
    stats_.connects.fetch_add(1, std::memory_order_relaxed);
    stats_.connections_up.fetch_add(1, std::memory_order_relaxed);
    failpoint("tcp_in_service");
    owner_.link_in_service(shared_from_this());
    co_await keep_warm();
    in_service_ = false;
    stats_.connections_up.fetch_sub(1, std::memory_order_relaxed);
    if (!stopping_) stats_.losses.fetch_add(1, std::memory_order_relaxed);
    if (open_) co_await take_leave();
  }
  close();
  while (reading_ || writing_) co_await wait_for_change(std::nullopt);
}

Task<bool> TcpLink::greet() {
  for (const auto operation : options_.on_connect) {
    const bool approved = co_await options_.run_session(operation, *this);
    if (!approved || ending()) {
      log_warning("A channel's server did not accept the sign-on; trying again",
                  {{"channel", options_.name}, {"attempt", attempt_}});
      co_return false;
    }
  }
  co_return !ending();
}

Task<void> TcpLink::keep_warm() {
  const bool echoes = options_.echo_interval.count() > 0;
  while (!ending()) {
    const auto echo_at = last_frame_ + options_.echo_interval;
    if (!echoes) {
      co_await wait_for_change(std::nullopt);
    } else if (steady_clock::now() < echo_at) {
      co_await wait_for_change(echo_at);
    } else {
      const bool approved = co_await options_.run_session(SessionOperation::echo, *this);
      if (!approved) {
        if (!stopping_)
          log_warning("A channel's server did not answer the echo; connecting again",
                      {{"channel", options_.name}});
        co_return;
      }
      // An echo that was answered without a frame (a one-way message) is traffic as well.
      last_frame_ = steady_clock::now();
    }
  }
}

Task<void> TcpLink::take_leave() {
  if (!stopping_) co_return;  // the connection is given up, not left politely
  for (const auto operation : options_.on_disconnect) {
    if (!open_) co_return;
    co_await options_.run_session(operation, *this);
  }
}

Task<void> TcpLink::read_frames() {
  const auto self = shared_from_this();
  FrameReader reader(options_.format);
  while (open_ && !reader.broken()) {
    const std::size_t size = co_await socket_->read_some(reader.room());
    if (size == 0) break;
    reader.commit(size);
    while (const auto frame = reader.next()) {
      last_frame_ = steady_clock::now();
      failpoint("tcp_frame_arrived");
      owner_.frame_arrived(*frame);
    }
  }
  if (reader.broken()) {
    stats_.broken_streams.fetch_add(1, std::memory_order_relaxed);
    log_warning("A channel's server sent a frame of an impossible length; connecting again",
                {{"channel", options_.name}});
  }
  reading_ = false;
  close();
}

void TcpLink::send(const TcpExchangePointer& exchange) {
  CHECK(open_);
  exchange->state = TcpExchange::State::queued;
  exchange->link = shared_from_this();
  ++outstanding_;
  outgoing_.push_back(exchange);
  if (writing_) return;
  writing_ = true;
  asio::co_spawn(
      context_, [self = shared_from_this()] { return self->write_frames(); }, asio::detached);
}

// What still wants to be sent, in order, at most one system call's worth.
std::vector<TcpExchangePointer> TcpLink::take_writable() {
  std::vector<TcpExchangePointer> batch;
  while (!outgoing_.empty() && batch.size() < kFramesPerWriteMax) {
    if (outgoing_.front()->state == TcpExchange::State::queued)
      batch.push_back(std::move(outgoing_.front()));
    outgoing_.pop_front();
  }
  return batch;
}

Task<void> TcpLink::write_frames() {
  const auto self = shared_from_this();
  while (open_) {
    const std::vector<TcpExchangePointer> batch = take_writable();
    if (batch.empty()) break;
    std::vector<asio::const_buffer> buffers;
    buffers.reserve(2 * batch.size());
    for (const auto& exchange : batch) {
      exchange->state = TcpExchange::State::sent;
      exchange->prefix = length_prefix(options_.format, exchange->message.body.size());
      const std::string_view bytes = exchange->message.body.reveal();
      buffers.emplace_back(exchange->prefix.bytes.data(), exchange->prefix.size);
      buffers.emplace_back(bytes.data(), bytes.size());
    }
    failpoint("tcp_before_write");
    const bool written = co_await socket_->write(buffers);
    failpoint("tcp_after_write");
    if (!written) {
      close();
      break;
    }
    for (const auto& exchange : batch)
      if (!exchange->message.expects_reply) owner_.frame_written(exchange);
  }
  writing_ = false;
  change_.cancel();
}

void TcpLink::close() {
  change_.cancel();
  if (!open_) return;
  open_ = false;
  socket_->close();
  outgoing_.clear();
  owner_.link_lost(shared_from_this());
}

Task<void> TcpLink::pause() {
  const std::size_t doublings = std::min<std::size_t>(attempt_ > 0 ? attempt_ - 1 : 0, 16);
  const std::chrono::milliseconds grown = options_.pause_min * (std::int64_t{1} << doublings);
  const auto longest = std::min(options_.pause_max, grown);
  // Between half and all of it, so that many gateways do not come back in step.
  std::uniform_int_distribution<std::int64_t> pick(longest.count() / 2, longest.count());
  const auto until = steady_clock::now() + std::chrono::milliseconds(pick(jitter_));
  while (!stopping_ && steady_clock::now() < until) co_await wait_for_change(until);
}

Task<void> TcpLink::wait_for_change(std::optional<steady_clock::time_point> until) {
  change_.expires_at(until.value_or(steady_clock::time_point::max()));
  boost::system::error_code cancelled;
  co_await change_.async_wait(asio::redirect_error(asio::use_awaitable, cancelled));
}

Task<WireReply> TcpLink::exchange(WireMessage message) {
  return wait_for_reply(
      [self = shared_from_this(), message = std::move(message)](ReplyReceiver receiver) mutable {
        self->owner_.exchange_over(self, std::move(message), std::move(receiver));
      });
}

}  // namespace tollgate::channel
