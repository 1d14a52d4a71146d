#include "gateway/adapters/http/edge/mailbox.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>

#include "gateway/base/check.h"

namespace tollgate::http {

Mailbox::Mailbox() : event_fd_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) { CHECK(event_fd_ >= 0); }

Mailbox::~Mailbox() {
  begin_cycle();
  std::vector<std::unique_ptr<Completion>> late;
  take(late);
  ::close(event_fd_);
}

void Mailbox::post(std::unique_ptr<Completion> completion) {
  Completion* const node = completion.release();
  Completion* head = head_.load(std::memory_order_relaxed);
  do {
    node->next = head == &asleep_ ? nullptr : head;
  } while (!head_.compare_exchange_weak(head, node, std::memory_order_acq_rel,
                                        std::memory_order_relaxed));
  if (head == &asleep_) ring();
}

// A full counter (EAGAIN) is as good as a ring: the reactor has yet to read it.
void Mailbox::ring() const {
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = ::write(event_fd_, &one, sizeof one);
}

void Mailbox::begin_cycle() {
  Completion* expected = &asleep_;
  head_.compare_exchange_strong(expected, nullptr, std::memory_order_acq_rel);
}

void Mailbox::take(std::vector<std::unique_ptr<Completion>>& into) {
  const auto first = static_cast<std::ptrdiff_t>(into.size());
  Completion* node = head_.exchange(nullptr, std::memory_order_acq_rel);
  CHECK(node != &asleep_);
  while (node != nullptr) {
    Completion* const next = node->next;
    into.emplace_back(node);
    node = next;
  }
  std::reverse(into.begin() + first, into.end());
}

void Mailbox::end_cycle() {
  Completion* expected = nullptr;
  if (!head_.compare_exchange_strong(expected, &asleep_, std::memory_order_acq_rel)) ring();
}

}  // namespace tollgate::http
