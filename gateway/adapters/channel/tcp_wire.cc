#include "gateway/adapters/channel/tcp_wire.h"

#include <algorithm>
#include <boost/asio/post.hpp>

#include "gateway/base/check.h"
#include "gateway/base/log.h"

namespace tollgate::channel {
namespace {

using std::chrono::steady_clock;
using State = TcpExchange::State;

void count(std::atomic<std::uint64_t>& counter) { counter.fetch_add(1, std::memory_order_relaxed); }

}  // namespace

TcpWire::TcpWire(boost::asio::io_context& context, TcpOptions options)
    : context_(context), options_(std::move(options)) {
  CHECK(!options_.addresses.empty());
  CHECK(options_.connections > 0);
}

std::shared_ptr<TcpWire> TcpWire::make(boost::asio::io_context& context, TcpOptions options) {
  std::shared_ptr<TcpWire> wire(new TcpWire(context, std::move(options)));
  boost::asio::post(context, [wire] { wire->start(); });
  return wire;
}

void TcpWire::start() {
  for (std::size_t i = 0; i < options_.connections; ++i) {
    links_.push_back(std::make_shared<TcpLink>(context_, options_, stats_, *this));
    links_.back()->start(shared_from_this());
  }
}

void TcpWire::stop() {
  boost::asio::post(context_, [self = shared_from_this()] { self->stop_here(); });
}

void TcpWire::stop_here() {
  stopping_ = true;
  const auto under_way = under_way_;  // finish() changes it
  for (const auto& [address, exchange] : under_way)
    fail(exchange, WireStatus::no_reply, "wire_stopped");
  backlog_.clear();
  for (const auto& link : links_) link->stop();
}

Task<WireReply> TcpWire::exchange(WireMessage message) {
  return wait_for_reply(
      [self = shared_from_this(), message = std::move(message)](ReplyReceiver receiver) mutable {
        auto& context = self->context_;
        boost::asio::post(context, [self = std::move(self), message = std::move(message),
                                    receiver = std::move(receiver)]() mutable {
          self->begin(nullptr, std::move(message), std::move(receiver));
        });
      });
}

void TcpWire::exchange_over(const std::shared_ptr<TcpLink>& link, WireMessage message,
                            ReplyReceiver receiver) {
  begin(link, std::move(message), std::move(receiver));
}

// `fixed` is the link of a session operation, which goes even while the wire stops.
void TcpWire::begin(const std::shared_ptr<TcpLink>& fixed, WireMessage message,
                    ReplyReceiver receiver) {
  const auto refuse = [&receiver](std::string_view reason) {
    receiver.deliver({WireStatus::not_sent, reason});
  };
  if (message.kind != WireKind::frame) return refuse("not_a_frame");
  if (!options_.format.fits(message.body.size())) return refuse("frame_too_large");
  if (fixed != nullptr ? !fixed->is_open() : stopping_) return refuse("wire_stopped");
  if (message.expects_reply && by_key_.contains(message.correlation_key))
    return refuse("key_in_use");
  const auto link = fixed != nullptr ? fixed : choose_link();
  if (link == nullptr && backlog_.size() >= options_.backlog_max) return refuse("backlog_full");

  const auto exchange =
      std::make_shared<TcpExchange>(context_, std::move(message), std::move(receiver));
  under_way_.emplace(exchange.get(), exchange);
  if (exchange->message.expects_reply) by_key_.emplace(exchange->message.correlation_key, exchange);
  count(stats_.messages_waiting);
  if (link != nullptr) return hand_over(exchange, link);
  backlog_.push_back(exchange);
  arm(exchange, std::min(exchange->deadline, steady_clock::now() + options_.backlog_wait_max));
}

void TcpWire::hand_over(const TcpExchangePointer& exchange, const std::shared_ptr<TcpLink>& link) {
  arm(exchange, exchange->deadline);
  link->send(exchange);
}

// The link in service with the fewest messages on it; null when all are full or down.
std::shared_ptr<TcpLink> TcpWire::choose_link() const {
  std::shared_ptr<TcpLink> best;
  const std::size_t most = options_.in_flight_per_connection_max;
  for (const auto& link : links_) {
    if (!link->in_service() || !link->is_open() || (most > 0 && link->outstanding() >= most))
      continue;
    if (best == nullptr || link->outstanding() < best->outstanding()) best = link;
  }
  return best;
}

void TcpWire::drain_backlog() {
  while (!backlog_.empty()) {
    if (backlog_.front()->state == State::backlog) {
      const auto link = choose_link();
      if (link == nullptr) return;
      hand_over(backlog_.front(), link);
    }
    backlog_.pop_front();
  }
}

void TcpWire::arm(const TcpExchangePointer& exchange, steady_clock::time_point until) {
  exchange->timer.expires_at(until);
  exchange->timer.async_wait([self = shared_from_this(), exchange](auto cancelled) {
    if (!cancelled) self->expire(exchange);
  });
}

void TcpWire::expire(const TcpExchangePointer& exchange) {
  // A timer armed again may already have queued this call.
  if (exchange->timer.expiry() > steady_clock::now()) return;
  fail(exchange, WireStatus::no_reply,
       exchange->state == State::backlog ? "no_connection" : "timeout");
}

void TcpWire::fail(const TcpExchangePointer& exchange, WireStatus once_sent,
                   std::string_view reason) {
  finish(exchange, {exchange->state == State::sent ? once_sent : WireStatus::not_sent, reason});
}

void TcpWire::finish(const TcpExchangePointer& exchange, WireReply reply) {
  if (exchange->state == State::finished) return;
  const auto link = std::move(exchange->link);
  exchange->state = State::finished;
  exchange->timer.cancel();
  if (exchange->message.expects_reply) by_key_.erase(exchange->message.correlation_key);
  under_way_.erase(exchange.get());
  stats_.messages_waiting.fetch_sub(1, std::memory_order_relaxed);
  exchange->receiver.deliver(std::move(reply));
  if (link == nullptr) return;
  link->forget_one();
  drain_backlog();
}

void TcpWire::link_in_service(const std::shared_ptr<TcpLink>&) {
  log_info("A channel's connection is in service",
           {{"channel", options_.name}, {"waiting", backlog_.size()}});
  drain_backlog();
}

void TcpWire::link_lost(const std::shared_ptr<TcpLink>& link) {
  std::vector<TcpExchangePointer> of_link;
  for (const auto& [address, exchange] : under_way_)
    if (exchange->link == link) of_link.push_back(exchange);
  for (const auto& exchange : of_link) fail(exchange, WireStatus::closed, "connection_lost");
}

void TcpWire::link_ended(const std::shared_ptr<TcpLink>& link) { std::erase(links_, link); }

void TcpWire::frame_arrived(std::string_view frame) {
  const Correlation correlation = options_.correlate(frame);
  if (correlation.kind != Correlation::Kind::reply) {
    count(correlation.kind == Correlation::Kind::unsolicited ? stats_.unsolicited_frames
                                                             : stats_.unreadable_frames);
    return;
  }
  const auto found = by_key_.find(correlation.key);
  // An answer to a message that is not written yet answers an earlier one with its key.
  if (found == by_key_.end() || found->second->state != State::sent)
    return count(stats_.late_frames);
  WireReply reply(WireStatus::ok, "");
  reply.body = Secret(std::string(frame));
  const TcpExchangePointer exchange = found->second;
  finish(exchange, std::move(reply));
}

void TcpWire::frame_written(const TcpExchangePointer& exchange) {
  finish(exchange, {WireStatus::ok, ""});
}

}  // namespace tollgate::channel
