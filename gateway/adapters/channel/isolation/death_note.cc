#include "gateway/adapters/channel/isolation/death_note.h"

#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>

#include "gateway/adapters/channel/isolation/host_program.h"
#include "gateway/adapters/channel/isolation/lane.h"

namespace tollgate::channel {
namespace {

constexpr long kCallTimeMaxNanos = 250'000'000;  // of the processor; a pure function needs micros
constexpr std::size_t kHandlerStack = 64U << 10U;
constexpr int kTimerSignal = SIGXCPU;
constexpr int kExitCode = 70;

thread_local int lane_of_thread = -1;

// Async-signal-safe.
void tell(std::uint64_t why) {
  if (lane_of_thread < 0) return;
  const FrameHeader header{0, FrameKind::died, why};
  static_cast<void>(::send(lane_of_thread, &header, sizeof header, MSG_NOSIGNAL | MSG_DONTWAIT));
}

void on_signal(int signal) {
  tell(signal == kTimerSignal ? kOutOfTime : static_cast<std::uint64_t>(signal));
  ::_exit(kExitCode);
}

}  // namespace

void prepare_death_notes() {
  struct sigaction action {};
  action.sa_handler = &on_signal;
  action.sa_flags = SA_ONSTACK;
  sigfillset(&action.sa_mask);
  for (const int signal :
       {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP, SIGSYS, SIGPIPE, kTimerSignal})
    ::sigaction(signal, &action, nullptr);
  // A plugin that calls exit() ends the process as surely as one that crashes.
  std::atexit([] {
    tell(SIGTERM);
    ::_exit(kExitCode);
  });
}

DeathNote::DeathNote(int lane) : stack_(new char[kHandlerStack]) {
  stack_t stack{};
  stack.ss_sp = stack_;
  stack.ss_size = kHandlerStack;
  ::sigaltstack(&stack, nullptr);
  sigevent event{};
  event.sigev_notify = SIGEV_THREAD_ID;
  event.sigev_signo = kTimerSignal;
  event._sigev_un._tid = ::gettid();
  if (::timer_create(CLOCK_THREAD_CPUTIME_ID, &event, &timer_) != 0) ::_exit(kExitCode);
  lane_of_thread = lane;
}

DeathNote::~DeathNote() {
  lane_of_thread = -1;
  ::timer_delete(timer_);
  stack_t none{};
  none.ss_flags = SS_DISABLE;
  ::sigaltstack(&none, nullptr);
  delete[] stack_;
}

void DeathNote::set_timer(long nanoseconds) const {
  itimerspec time{};
  time.it_value.tv_nsec = nanoseconds;
  ::timer_settime(timer_, 0, &time, nullptr);
}

void DeathNote::begin_call() const { set_timer(kCallTimeMaxNanos); }
void DeathNote::end_call() const { set_timer(0); }

}  // namespace tollgate::channel
