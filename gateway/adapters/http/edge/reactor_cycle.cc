// One turn of the reactor: what is ready, what was answered, whose time is up, who is to be closed.
#include <pistache/peer.h>
#include <pthread.h>
#include <sched.h>
#include <unistd.h>

#include <cstring>
#include <optional>
#include <thread>

#include "gateway/adapters/http/edge/reactor.h"
#include "gateway/base/log.h"

namespace tollgate::http {

using Pistache::Polling::NotifyOn;

void Reactor::onReady(const Pistache::Aio::FdSet& ready) {
  if (!asked_for_realtime_) ask_for_realtime();
  core_->now = std::chrono::steady_clock::now();
  core_->mailbox->begin_cycle();
  on_poll(ready);
  deliver_answers();
  expire_deadlines();
  close_finished();
  if (core_->draining.load(std::memory_order_relaxed)) report_drained();
  core_->mailbox->end_cycle();
}

// The lowest of the realtime priorities: it comes before everything that has none, and the kernel
// leaves those a part of the processor whatever happens. On a single processor a flood of bytes
// would starve the database beside it, so there it has to be asked for.
void Reactor::ask_for_realtime() {
  asked_for_realtime_ = true;
  const std::optional<bool>& wanted = core_->options.realtime;
  if (!wanted.value_or(std::thread::hardware_concurrency() >= 2)) return;
  const sched_param priority{.sched_priority = 1};
  const int refused = ::pthread_setschedparam(::pthread_self(), SCHED_RR, &priority);
  if (refused == 0 || !wanted) return;
  log_warning(
      "server.realtime_edge is not in force: the system does not allow it. Give the process "
      "CAP_SYS_NICE, or LimitRTPRIO=1 in its systemd unit.",
      {{"why", ::strerror(refused)}});
}

void Reactor::on_poll(const Pistache::Aio::FdSet& ready) {
  std::vector<Pistache::Polling::Event> for_pistache;
  for (std::size_t i = 0; i < ready.size(); ++i) {
    const auto& entry = ready[i];
    const int descriptor = static_cast<int>(entry.getTag().value());
    if (descriptor == timer_fd_ || descriptor == core_->mailbox->descriptor()) {
      std::uint64_t count = 0;
      [[maybe_unused]] const auto got = ::read(descriptor, &count, sizeof count);
    } else if (Connection* const connection = find(descriptor)) {
      drive(*connection, [&] {
        // A hang-up in both directions leaves nobody to read an answer.
        if (entry.isHangup() && !entry.isReadable()) return connection->close();
        connection->on_ready(entry.isWritable());
      });
    } else {
      Pistache::Polling::Event& event = for_pistache.emplace_back(entry.getTag());
      if (entry.isReadable()) event.flags.setFlag(NotifyOn::Read);
    }
  }
  if (!for_pistache.empty()) Transport::onReady(Pistache::Aio::FdSet(std::move(for_pistache)));
}

// One batch a cycle, so that a client whose answers come at once cannot keep the others waiting.
void Reactor::deliver_answers() {
  answers_.clear();
  core_->mailbox->take(answers_);
  for (auto& answer : answers_) {
    core_->counters.in_flight.subtract();
    Connection* const connection = find(answer->descriptor);
    if (connection == nullptr || !connection->awaits(answer->sequence)) {
      core_->counters.late.add();
      continue;
    }
    drive(*connection, [&] {
      if (answer->abandoned) return connection->answer_abandoned();
      connection->answer(std::move(answer->response));
    });
  }
  answers_.clear();
}

void Reactor::expire_deadlines() {
  while (Connection* const connection = core_->deadlines.first_due(core_->now))
    drive(*connection, [&] { connection->on_deadline(); });
}

// Last in a cycle: until here no descriptor of this cycle's events can have been reused.
void Reactor::close_finished() {
  for (const int descriptor : finished_) {
    connections_[static_cast<std::size_t>(descriptor)].reset();
    const auto found = peers.find(descriptor);
    if (found == peers.end()) continue;
    const std::shared_ptr<Pistache::Tcp::Peer> peer = found->second;
    removePeer(peer);
  }
  finished_.clear();
}

void Reactor::report_drained() {
  if (core_->counters.in_flight.value() + core_->counters.unsent_answers.value() != 0) return;
  const std::lock_guard lock(drain_->mutex);
  drain_->drained = true;
  drain_->changed.notify_all();
}

}  // namespace tollgate::http
