#include "gateway/base/wakeup.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <climits>

#include "gateway/base/check.h"

namespace tollgate {

Wakeup::Wakeup() : fd_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) { CHECK(fd_ >= 0); }

Wakeup::~Wakeup() { close(fd_); }

void Wakeup::signal() {
  // Fails only when 2^64 - 2 signals are pending, and then one of them will do.
  [[maybe_unused]] const int failed = eventfd_write(fd_, 1);
}

void Wakeup::wait(std::chrono::milliseconds timeout) {
  const auto timeout_ms = std::clamp<std::chrono::milliseconds::rep>(timeout.count(), 0, INT_MAX);
  pollfd waiting{.fd = fd_, .events = POLLIN, .revents = 0};
  // An interrupted wait is an early one: every caller looks again anyway.
  if (poll(&waiting, 1, static_cast<int>(timeout_ms)) <= 0) return;
  eventfd_t signals = 0;
  eventfd_read(fd_, &signals);
}

}  // namespace tollgate
