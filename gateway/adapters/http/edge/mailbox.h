// Mailbox: answers on their way from any thread to the reactor thread. A lock-free stack that the
// reactor takes whole; it rings the reactor's eventfd only when the reactor may be asleep, so a
// busy reactor costs its posters no system call.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <vector>

#include "gateway/adapters/http/message.h"

namespace tollgate::http {

// The answer to one request, named by descriptor and sequence: never by a pointer to a connection,
// which may be gone by the time the answer comes.
struct Completion {
  int descriptor = -1;
  std::uint64_t sequence = 0;  // unique for the life of the edge
  bool abandoned = false;      // the handler gave up without an answer
  HttpResponse response;
  Completion* next = nullptr;  // the mailbox's own link
};

class Mailbox {
 public:
  Mailbox();
  ~Mailbox();
  Mailbox(const Mailbox&) = delete;
  Mailbox& operator=(const Mailbox&) = delete;

  // Any thread.
  void post(std::unique_ptr<Completion> completion);
  void ring() const;

  // Reactor thread only: begin_cycle, take as often as wanted, end_cycle, then sleep on
  // descriptor(). end_cycle rings by itself when something was posted in between.
  int descriptor() const { return event_fd_; }
  void begin_cycle();
  void take(std::vector<std::unique_ptr<Completion>>& into);  // appends, oldest first
  void end_cycle();

 private:
  Completion asleep_;  // its address in head_ means: empty, and the reactor may be asleep
  std::atomic<Completion*> head_{&asleep_};
  int event_fd_;
};

}  // namespace tollgate::http
