// DeathNote: tells the gateway which call ended the process. Each thread that serves a lane has
// one; it lives as long as its thread.
#pragma once

#include <ctime>

namespace tollgate::channel {

// Once, before any DeathNote: signals that end the process, and exit(), are told first.
void prepare_death_notes();

class DeathNote {
 public:
  // Of the calling thread, to be told on `lane`.
  explicit DeathNote(int lane);
  ~DeathNote();
  DeathNote(const DeathNote&) = delete;
  DeathNote& operator=(const DeathNote&) = delete;

  // Around a call of the plugin: it may take so much processor time, then the process ends.
  void begin_call() const;
  void end_call() const;

 private:
  void set_timer(long nanoseconds) const;

  timer_t timer_{};
  char* stack_;  // for the handler, should the thread's own have run out
};

}  // namespace tollgate::channel
