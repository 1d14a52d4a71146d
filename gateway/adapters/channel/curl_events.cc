#include "gateway/adapters/channel/curl_events.h"

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdint>

#include "gateway/base/check.h"

namespace tollgate::channel {
namespace {

constexpr int kEventsAtOnce = 256;
constexpr int kWaitMillisecondsMax = 1000;

// Whether a socket is told for the first time: libcurl keeps one word for us with each.
char known_socket;

int mask_of(std::uint32_t events) {
  int mask = 0;
  // What is broken tells so when it is read or written.
  if ((events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0) mask |= CURL_CSELECT_IN;
  if ((events & (EPOLLOUT | EPOLLHUP | EPOLLERR)) != 0) mask |= CURL_CSELECT_OUT;
  return mask;
}

}  // namespace

CurlEvents::CurlEvents(CURLM* multi)
    : multi_(multi),
      epoll_(::epoll_create1(EPOLL_CLOEXEC)),
      wakeup_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.fd = wakeup_;
  CHECK(epoll_ >= 0 && wakeup_ >= 0);
  CHECK(::epoll_ctl(epoll_, EPOLL_CTL_ADD, wakeup_, &event) == 0);
  curl_multi_setopt(multi_, CURLMOPT_SOCKETFUNCTION, &CurlEvents::on_socket);
  curl_multi_setopt(multi_, CURLMOPT_SOCKETDATA, this);
  curl_multi_setopt(multi_, CURLMOPT_TIMERFUNCTION, &CurlEvents::on_timer);
  curl_multi_setopt(multi_, CURLMOPT_TIMERDATA, this);
}

CurlEvents::~CurlEvents() {
  ::close(wakeup_);
  ::close(epoll_);
}

void CurlEvents::wake() {
  const std::uint64_t one = 1;
  // It can only fail when the counter is full: then the wait ends all the same.
  static_cast<void>(!::write(wakeup_, &one, sizeof one));
}

int CurlEvents::on_socket(CURL*, curl_socket_t socket, int wanted, void* self, void* known) {
  auto& events = *static_cast<CurlEvents*>(self);
  if (wanted == CURL_POLL_REMOVE) {
    // Closed already, it has left by itself.
    ::epoll_ctl(events.epoll_, EPOLL_CTL_DEL, socket, nullptr);
    return 0;
  }
  epoll_event event{};
  if (wanted == CURL_POLL_IN || wanted == CURL_POLL_INOUT) event.events |= EPOLLIN;
  if (wanted == CURL_POLL_OUT || wanted == CURL_POLL_INOUT) event.events |= EPOLLOUT;
  event.data.fd = socket;
  const int how = known == nullptr ? EPOLL_CTL_ADD : EPOLL_CTL_MOD;
  if (known == nullptr) curl_multi_assign(events.multi_, socket, &known_socket);
  return ::epoll_ctl(events.epoll_, how, socket, &event) == 0 ? 0 : -1;
}

int CurlEvents::on_timer(CURLM*, long timeout_ms, void* self) {
  auto& timer = static_cast<CurlEvents*>(self)->timer_;
  timer.reset();
  if (timeout_ms >= 0) timer = Clock::now() + std::chrono::milliseconds(timeout_ms);
  return 0;
}

int CurlEvents::wait_ms() const {
  if (!timer_) return kWaitMillisecondsMax;
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(*timer_ - Clock::now()).count();
  return static_cast<int>(std::clamp<std::int64_t>(left, 0, kWaitMillisecondsMax));
}

void CurlEvents::act(curl_socket_t socket, int events) {
  int running = 0;
  curl_multi_socket_action(multi_, socket, events, &running);
}

void CurlEvents::turn() {
  std::array<epoll_event, kEventsAtOnce> happened;
  const int count = ::epoll_wait(epoll_, happened.data(), kEventsAtOnce, wait_ms());
  for (int i = 0; i < count; ++i) {
    const epoll_event& event = happened[static_cast<std::size_t>(i)];
    std::uint64_t woken = 0;
    if (event.data.fd == wakeup_)
      static_cast<void>(!::read(wakeup_, &woken, sizeof woken));
    else
      act(event.data.fd, mask_of(event.events));
  }
  if (timer_ && *timer_ <= Clock::now()) {
    timer_.reset();  // libcurl sets the next one while it acts
    act(CURL_SOCKET_TIMEOUT, 0);
  }
}

}  // namespace tollgate::channel
