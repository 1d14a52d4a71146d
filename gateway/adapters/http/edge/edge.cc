#include "gateway/adapters/http/edge/edge.h"

#include <arpa/inet.h>
#include <pistache/listener.h>

#include <exception>
#include <utility>

#include "gateway/adapters/http/edge/core.h"
#include "gateway/adapters/http/edge/reactor.h"
#include "gateway/adapters/http/edge/socket.h"
#include "gateway/base/check.h"
#include "gateway/base/log.h"

namespace tollgate::http {
namespace {

bool is_numeric(int family, const std::string& address) {
  in6_addr ignored{};
  return ::inet_pton(family, address.c_str(), &ignored) == 1;
}

Result<Pistache::Address> listen_address(const EdgeOptions& options) {
  const Pistache::Port port(options.port);
  if (options.address == "::") return Pistache::Address(Pistache::Ipv6::any(true), port);
  if (is_numeric(AF_INET6, options.address))
    return Pistache::Address("[" + options.address + "]", port);
  if (is_numeric(AF_INET, options.address)) return Pistache::Address(options.address, port);
  return Error{ErrorCode::invalid_argument,
               "The listen address \"" + options.address + "\" is not a numeric IP address.",
               "Use one such as 127.0.0.1, 0.0.0.0, ::1 or ::."};
}

}  // namespace

class Edge::Server {
 public:
  Server(EdgeOptions options, Handler handler)
      : core_(std::make_shared<Core>(std::move(options), std::move(handler))),
        drain_(std::make_shared<DrainSignal>()) {}
  ~Server() { stop(); }

  Result<std::uint16_t> start() {
    CHECK(listener_ == nullptr && !core_->draining.load());
    auto address = listen_address(core_->options);
    if (!address) return address.error();
    const std::size_t limit = reserve_descriptors(core_->options.max_connections);
    core_->counters.connection_limit.set(limit);
    if (limit < core_->options.max_connections)
      log_warning("The descriptor limit allows fewer connections than configured",
                  {{"max_connections", static_cast<std::uint64_t>(core_->options.max_connections)},
                   {"allowed", static_cast<std::uint64_t>(limit)}});
    try {
      return listen(*address);
    } catch (const std::exception& error) {
      listener_.reset();
      return Error{ErrorCode::unavailable,
                   "Cannot listen on " + core_->options.address + " port " +
                       std::to_string(core_->options.port) + ": " + error.what() + ".",
                   "Stop the process that has this port, or configure another one."};
    }
  }

  void announce_drain() { core_->leaving.store(true); }

  void begin_drain() {
    announce_drain();
    core_->draining.store(true);
    core_->mailbox->ring();
  }

  bool wait_drained(std::chrono::steady_clock::time_point deadline) {
    if (listener_ == nullptr) return true;
    std::unique_lock lock(drain_->mutex);
    return drain_->changed.wait_until(lock, deadline, [&] { return drain_->drained; });
  }

  void stop() {
    if (listener_ == nullptr) return;
    begin_drain();
    listener_->shutdown();
    listener_.reset();  // joins Pistache's threads
  }

  EdgeStats stats() const { return core_->counters.snapshot(); }

 private:
  std::uint16_t listen(const Pistache::Address& address) {
    using Pistache::Tcp::Options;
    listener_ = std::make_unique<Pistache::Tcp::Listener>();
    listener_->init(1, Pistache::Flags<Options>(Options::ReuseAddr) | Options::CloseOnExec,
                    "http-edge", core_->options.backlog);
    listener_->setTransportFactory(
        [core = core_, drain = drain_] { return std::make_shared<Reactor>(core, drain); });
    listener_->bind(address);
    const std::uint16_t port = listener_->getPort();
    listener_->runThreaded();
    return port;
  }

  const std::shared_ptr<Core> core_;
  const std::shared_ptr<DrainSignal> drain_;
  std::unique_ptr<Pistache::Tcp::Listener> listener_;
};

Edge::Edge(EdgeOptions options, Handler handler)
    : server_(std::make_unique<Server>(std::move(options), std::move(handler))) {}
Edge::~Edge() = default;

Result<std::uint16_t> Edge::start() { return server_->start(); }
void Edge::announce_drain() { server_->announce_drain(); }
void Edge::begin_drain() { server_->begin_drain(); }
bool Edge::wait_drained(std::chrono::steady_clock::time_point deadline) {
  return server_->wait_drained(deadline);
}
void Edge::stop() { server_->stop(); }
EdgeStats Edge::stats() const { return server_->stats(); }

}  // namespace tollgate::http
