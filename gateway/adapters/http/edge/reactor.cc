#include "gateway/adapters/http/edge/reactor.h"

#include <pistache/peer.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <exception>

#include "gateway/adapters/http/edge/socket.h"
#include "gateway/base/check.h"
#include "gateway/base/log.h"

namespace tollgate::http {
namespace {

using Pistache::Polling::NotifyOn;

// How late a deadline may be noticed.
constexpr long kTickNanoseconds = 20'000'000;
// Clients over the cap that are told so; beyond these they are closed without a word.
constexpr std::size_t kRefusalsAtOnce = 64;

// Pistache tells of peers through a handler of its own.
class Doorman final : public Pistache::Tcp::Handler {
 public:
  std::shared_ptr<Pistache::Tcp::Handler> clone() const override {
    return std::make_shared<Doorman>();
  }
  void onConnection(const std::shared_ptr<Pistache::Tcp::Peer>& peer) override {
    static_cast<Reactor*>(transport())->admit(peer);
  }
  void onInput(const char* /*buffer*/, std::size_t /*size*/,
               const std::shared_ptr<Pistache::Tcp::Peer>& /*peer*/) override {}
};

}  // namespace

Reactor::Reactor(std::shared_ptr<Core> core, std::shared_ptr<DrainSignal> drain)
    : Transport(std::make_shared<Doorman>()),
      core_(std::move(core)),
      drain_(std::move(drain)),
      timer_fd_(::timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC)) {
  CHECK(timer_fd_ >= 0);
}

// Pistache forgets its peers without closing them.
Reactor::~Reactor() {
  connections_.clear();
  for (const auto& [descriptor, peer] : peers) ::close(descriptor);
  ::close(timer_fd_);
}

std::shared_ptr<Pistache::Aio::Handler> Reactor::clone() const {
  return std::make_shared<Reactor>(core_, drain_);
}

void Reactor::registerPoller(Pistache::Polling::Epoll& poller) {
  Transport::registerPoller(poller);
  itimerspec tick{};
  tick.it_interval.tv_nsec = kTickNanoseconds;
  tick.it_value = tick.it_interval;
  CHECK(::timerfd_settime(timer_fd_, 0, &tick, nullptr) == 0);
  for (const int own : {timer_fd_, core_->mailbox->descriptor()})
    poller.addFd(own, Pistache::Flags<NotifyOn>(NotifyOn::Read),
                 Pistache::Polling::Tag(static_cast<std::uint64_t>(own)));
}

void Reactor::admit(const std::shared_ptr<Pistache::Tcp::Peer>& peer) {
  const int descriptor = peer->fd();
  const std::size_t open = core_->counters.open_connections.value();
  const std::size_t limit = core_->counters.connection_limit.value();
  tune_client_socket(descriptor, core_->options);
  if (connections_.size() <= static_cast<std::size_t>(descriptor))
    connections_.resize(static_cast<std::size_t>(descriptor) + 1);
  auto& slot = connections_[static_cast<std::size_t>(descriptor)];
  CHECK(slot == nullptr);
  slot = std::make_unique<Connection>(*core_, descriptor, peer_address_of(descriptor));
  core_->counters.accepted.add();
  if (open < limit) return;
  // It is closed at the end of this cycle at the earliest: Pistache is about to poll it.
  drive(*slot, [&] {
    if (open < limit + kRefusalsAtOnce) return slot->refuse_over_capacity();
    core_->counters.refused.add();
    slot->close();
  });
}

void Reactor::drive(Connection& connection, const std::function<void()>& step) {
  const bool was_open = !connection.closed();
  try {
    step();
  } catch (const std::exception& error) {
    // Nothing may escape into Pistache's thread: it would end the process.
    log_error("A connection was closed after an exception", {{"what", error.what()}});
    connection.close();
  } catch (...) {
    log_error("A connection was closed after an unknown exception");
    connection.close();
  }
  if (was_open) settle(connection);
}

void Reactor::settle(Connection& connection) {
  if (connection.closed()) {
    finished_.push_back(connection.descriptor());
    return;
  }
  if (connection.wants_to_write() == connection.watched_for_write) return;
  connection.watched_for_write = connection.wants_to_write();
  auto interest = NotifyOn::Read | NotifyOn::Shutdown;
  if (connection.watched_for_write) interest = interest | NotifyOn::Write;
  try {
    reactor()->modifyFd(key(), connection.descriptor(), interest, Pistache::Polling::Mode::Edge);
  } catch (const std::exception&) {
    connection.close();
    finished_.push_back(connection.descriptor());
  }
}

Connection* Reactor::find(int descriptor) const {
  const auto index = static_cast<std::size_t>(descriptor);
  return index < connections_.size() ? connections_[index].get() : nullptr;
}

}  // namespace tollgate::http
