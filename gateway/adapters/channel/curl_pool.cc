#include "gateway/adapters/channel/curl_pool.h"

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

#include "gateway/base/check.h"

namespace tollgate::channel {
namespace {

constexpr std::size_t kTransfersMax = 128;  // of one multi handle
constexpr std::chrono::seconds kUnusedMax{
    60};  // then a multi handle and its connections are closed
constexpr int kEventsAtOnce = 256;
constexpr std::chrono::milliseconds kWaitMax{1000};
constexpr std::uint32_t kWakeup = UINT32_MAX;  // in place of a part's number

// What a socket's events are told with: the number of its part, and itself.
std::uint64_t tag_of(std::uint32_t part, curl_socket_t socket) {
  return std::uint64_t{part} << 32U | static_cast<std::uint32_t>(socket);
}

int mask_of(std::uint32_t events) {
  int mask = 0;
  // What is broken tells so when it is read or written.
  if ((events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0) mask |= CURL_CSELECT_IN;
  if ((events & (EPOLLOUT | EPOLLHUP | EPOLLERR)) != 0) mask |= CURL_CSELECT_OUT;
  return mask;
}

// libcurl keeps one word for us with each socket: null until it is told for the first time.
char known_socket;

}  // namespace

struct CurlPool::Part {
  Part(CurlPool& of, std::uint32_t place) : pool(of), number(place), multi(curl_multi_init()) {
    CHECK(multi != nullptr);
    curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, static_cast<long>(kTransfersMax));
    curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, &CurlPool::on_socket);
    curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, this);
    curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, &CurlPool::on_timer);
    curl_multi_setopt(multi, CURLMOPT_TIMERDATA, this);
  }
  // Takes leave of its sockets by the callback.
  ~Part() { curl_multi_cleanup(multi); }
  Part(const Part&) = delete;
  Part& operator=(const Part&) = delete;

  void act(curl_socket_t socket, int events) {
    int running = 0;
    curl_multi_socket_action(multi, socket, events, &running);
  }

  CurlPool& pool;
  const std::uint32_t number;
  CURLM* const multi;
  std::optional<Clock::time_point> timer;
  std::size_t transfers = 0;
  Clock::time_point used = Clock::now();
};

namespace {

void initialise_libcurl_once() {
  static const CURLcode result = curl_global_init(CURL_GLOBAL_DEFAULT);
  CHECK(result == CURLE_OK);
}

}  // namespace

CurlPool::CurlPool()
    : epoll_(::epoll_create1(EPOLL_CLOEXEC)), wakeup_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  initialise_libcurl_once();
  CHECK(epoll_ >= 0 && wakeup_ >= 0);
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.u64 = tag_of(kWakeup, wakeup_);
  CHECK(::epoll_ctl(epoll_, EPOLL_CTL_ADD, wakeup_, &event) == 0);
}

CurlPool::~CurlPool() {
  parts_.clear();
  ::close(wakeup_);
  ::close(epoll_);
}

void CurlPool::wake() {
  const std::uint64_t one = 1;
  // It can only fail when the counter is full: then the wait ends all the same.
  static_cast<void>(!::write(wakeup_, &one, sizeof one));
}

// The first one: with little to do, few connections are kept open.
CurlPool::Part& CurlPool::part_with_room() {
  for (const auto& part : parts_)
    if (part != nullptr && part->transfers < kTransfersMax) return *part;
  auto place = std::find(parts_.begin(), parts_.end(), nullptr);
  if (place == parts_.end()) place = parts_.emplace(parts_.end());
  *place = std::make_unique<Part>(*this, static_cast<std::uint32_t>(place - parts_.begin()));
  return **place;
}

bool CurlPool::add(CURL* transfer) {
  Part& part = part_with_room();
  if (curl_multi_add_handle(part.multi, transfer) != CURLM_OK) return false;
  part_of_.emplace(transfer, &part);
  ++part.transfers;
  return true;
}

void CurlPool::remove(CURL* transfer) {
  const auto at = part_of_.find(transfer);
  CHECK(at != part_of_.end());
  Part& part = *at->second;
  part_of_.erase(at);
  curl_multi_remove_handle(part.multi, transfer);
  --part.transfers;
  part.used = Clock::now();
}

int CurlPool::on_socket(CURL*, curl_socket_t socket, int wanted, void* self, void* known) {
  const Part& part = *static_cast<Part*>(self);
  const int epoll = part.pool.epoll_;
  if (wanted == CURL_POLL_REMOVE) {
    // Closed already, it has left by itself.
    ::epoll_ctl(epoll, EPOLL_CTL_DEL, socket, nullptr);
    return 0;
  }
  epoll_event event{};
  if (wanted == CURL_POLL_IN || wanted == CURL_POLL_INOUT) event.events |= EPOLLIN;
  if (wanted == CURL_POLL_OUT || wanted == CURL_POLL_INOUT) event.events |= EPOLLOUT;
  event.data.u64 = tag_of(part.number, socket);
  if (known != nullptr) return ::epoll_ctl(epoll, EPOLL_CTL_MOD, socket, &event) == 0 ? 0 : -1;
  curl_multi_assign(part.multi, socket, &known_socket);
  return ::epoll_ctl(epoll, EPOLL_CTL_ADD, socket, &event) == 0 ? 0 : -1;
}

int CurlPool::on_timer(CURLM*, long timeout_ms, void* self) {
  auto& timer = static_cast<Part*>(self)->timer;
  timer.reset();
  if (timeout_ms >= 0) timer = Clock::now() + std::chrono::milliseconds(timeout_ms);
  return 0;
}

int CurlPool::wait_ms() const {
  const auto now = Clock::now();
  auto wait = kWaitMax;
  for (const auto& part : parts_)
    if (part != nullptr && part->timer)
      wait = std::min(wait, std::chrono::ceil<std::chrono::milliseconds>(*part->timer - now));
  return static_cast<int>(std::max(wait, std::chrono::milliseconds(0)).count());
}

void CurlPool::act_on_timers() {
  const auto now = Clock::now();
  for (const auto& part : parts_) {
    if (part == nullptr || !part->timer || *part->timer > now) continue;
    part->timer.reset();  // libcurl sets the next one while it acts
    part->act(CURL_SOCKET_TIMEOUT, 0);
  }
}

void CurlPool::finish(Part& part, const Done& done) {
  int left = 0;
  while (const CURLMsg* message = curl_multi_info_read(part.multi, &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    CURL* const transfer = message->easy_handle;
    const CURLcode result = message->data.result;
    remove(transfer);  // `message` ends here
    done(transfer, result);
  }
}

void CurlPool::close_unused() {
  const auto now = Clock::now();
  for (auto& part : parts_)
    if (part != nullptr && part->transfers == 0 && now - part->used > kUnusedMax) part.reset();
}

void CurlPool::turn(const Done& done) {
  std::array<epoll_event, kEventsAtOnce> happened;
  const int count = ::epoll_wait(epoll_, happened.data(), kEventsAtOnce, wait_ms());
  for (int i = 0; i < count; ++i) {
    const epoll_event& event = happened[static_cast<std::size_t>(i)];
    const auto number = static_cast<std::uint32_t>(event.data.u64 >> 32U);
    const auto socket = static_cast<curl_socket_t>(event.data.u64 & UINT32_MAX);
    std::uint64_t woken = 0;
    if (number == kWakeup)
      static_cast<void>(!::read(socket, &woken, sizeof woken));
    else if (number < parts_.size() && parts_[number] != nullptr)
      parts_[number]->act(socket, mask_of(event.events));
  }
  act_on_timers();
  for (const auto& part : parts_)
    if (part != nullptr && part->transfers > 0) finish(*part, done);
  close_unused();
}

std::size_t CurlPool::multi_handles() const {
  return parts_.size() -
         static_cast<std::size_t>(std::count(parts_.begin(), parts_.end(), nullptr));
}

}  // namespace tollgate::channel
