// Reactor: the edge's place inside Pistache's event loop. Pistache accepts, keeps the peers and
// polls; readiness of a client's socket, answers in the mailbox and the tick of the deadlines come
// here and go to the connections. Pistache's own reading and writing are bypassed, for they close
// half-closed clients, send answers to whoever reuses a descriptor and spin on slow readers.
// Everything but the constructor and destructor runs on the reactor thread.
#pragma once

#include <pistache/tcp.h>
#include <pistache/transport.h>

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "gateway/adapters/http/edge/connection.h"
#include "gateway/adapters/http/edge/core.h"

namespace tollgate::http {

// How the owner's thread waits for the reactor to have nothing in flight while draining.
struct DrainSignal {
  std::mutex mutex;
  std::condition_variable changed;
  bool drained = false;
};

class Reactor final : public Pistache::Tcp::Transport {
 public:
  Reactor(std::shared_ptr<Core> core, std::shared_ptr<DrainSignal> drain);
  ~Reactor() override;

  // Pistache runs a clone of the transport it is given.
  std::shared_ptr<Pistache::Aio::Handler> clone() const override;
  void registerPoller(Pistache::Polling::Epoll& poller) override;
  void onReady(const Pistache::Aio::FdSet& ready) override;

  // A new client, before Pistache polls it.
  void admit(const std::shared_ptr<Pistache::Tcp::Peer>& peer);

 private:
  // Runs `step` on a connection, closes it if something throws, then adjusts polling to it.
  void drive(Connection& connection, const std::function<void()>& step);
  void settle(Connection& connection);
  Connection* find(int descriptor) const;

  void on_poll(const Pistache::Aio::FdSet& ready);
  void deliver_answers();
  void expire_deadlines();
  void close_finished();
  void report_drained();
  void ask_for_realtime();

  const std::shared_ptr<Core> core_;
  const std::shared_ptr<DrainSignal> drain_;
  int timer_fd_;
  bool asked_for_realtime_ = false;
  std::vector<std::unique_ptr<Connection>> connections_;  // by descriptor
  std::vector<int> finished_;                             // descriptors to close this cycle
  std::vector<std::unique_ptr<Completion>> answers_;      // reused by deliver_answers
};

}  // namespace tollgate::http
