#include "tests/bench/load/load_loop.h"

#include <arpa/inet.h>
#include <sys/epoll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <utility>

namespace tollgate::bench {
namespace {

using std::chrono::nanoseconds;
using Clock = std::chrono::steady_clock;

constexpr nanoseconds kLongestWait = std::chrono::milliseconds(100);

}  // namespace

Result<LoadLoop> LoadLoop::open(const LoadOptions& options) {
  sockaddr_storage address{};
  auto* const ipv4 = reinterpret_cast<sockaddr_in*>(&address);
  ipv4->sin_family = AF_INET;
  ipv4->sin_port = htons(options.port);
  if (::inet_pton(AF_INET, options.address.c_str(), &ipv4->sin_addr) != 1)
    return Error{ErrorCode::invalid_argument, options.address + " is not an IPv4 address."};
  LoadLoop loop(options);
  loop.epoll_ = ::epoll_create1(EPOLL_CLOEXEC);
  CHECK(loop.epoll_ >= 0);
  for (std::size_t i = 0; i < options.connections; ++i) {
    auto connection = Connection::open(address, sizeof(sockaddr_in));
    if (!connection) return std::move(connection).error();
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = i;
    CHECK(::epoll_ctl(loop.epoll_, EPOLL_CTL_ADD, connection->descriptor(), &event) == 0);
    loop.connections_.push_back(std::move(*connection));
  }
  loop.open_ = options.connections;
  return loop;
}

LoadLoop::LoadLoop(LoadLoop&& other) noexcept
    : options_(std::move(other.options_)),
      epoll_(std::exchange(other.epoll_, -1)),
      connections_(std::move(other.connections_)),
      open_(other.open_) {}

LoadLoop::~LoadLoop() {
  if (epoll_ >= 0) ::close(epoll_);
}

Status LoadLoop::run(Workload& workload) {
  begin(Clock::now());
  Instant last_answer = Clock::now();
  while (true) {
    send_due(workload, Clock::now());
    if (is_finished_ && busy_ == 0) return ok_status();
    if (open_ == 0) return Error{ErrorCode::unavailable, "Every connection was lost."};
    if (busy_ == 0) last_answer = Clock::now();
    const nanoseconds wait = time_to_wait(Clock::now());
    const timespec timeout{.tv_sec = 0, .tv_nsec = static_cast<long>(wait.count())};
    std::array<epoll_event, 64> events;
    const int ready = ::epoll_pwait2(epoll_, events.data(), events.size(), &timeout, nullptr);
    for (int i = 0; i < ready; ++i)
      receive(connections_.at(events.at(static_cast<std::size_t>(i)).data.u64), workload);
    if (ready > 0) last_answer = Clock::now();
    if (Clock::now() - last_answer > options_.patience)
      return Error{ErrorCode::deadline_exceeded, "The gateway does not answer."};
  }
}

void LoadLoop::begin(Instant now) {
  is_finished_ = false;
  next_due_ = now;
  idle_.clear();
  for (std::size_t i = 0; i < connections_.size(); ++i)
    if (connections_[i].is_open()) idle_.push_back(i);
}

void LoadLoop::send_due(Workload& workload, Instant now) {
  const bool is_open_loop = options_.rate > 0;
  while (!is_finished_ && !idle_.empty() && (!is_open_loop || next_due_ <= now)) {
    const Instant started = is_open_loop ? next_due_ : now;
    Connection& connection = connections_[idle_.back()];
    idle_.pop_back();
    if (!send_on(connection, workload, started, now) || !is_open_loop) continue;
    std::exponential_distribution<double> gap_s(options_.rate);
    next_due_ += nanoseconds(static_cast<std::int64_t>(gap_s(arrivals_) * 1e9));
  }
}

// False when nothing was sent.
bool LoadLoop::send_on(Connection& connection, Workload& workload, Instant started, Instant now) {
  request_.clear();
  if (!workload.next(request_, now)) {
    is_finished_ = true;
    return false;
  }
  ++busy_;
  if (connection.send(request_, started)) return true;
  drop(connection, workload);
  return false;
}

void LoadLoop::receive(Connection& connection, Workload& workload) {
  switch (connection.receive(buffer_)) {
    case Connection::State::waiting:
      return;
    case Connection::State::lost:
      drop(connection, workload);
      return;
    case Connection::State::answered:
      break;
  }
  --busy_;
  const Instant now = Clock::now();
  workload.answered(connection.answer(), connection.started(), now);
  if (options_.rate > 0 || is_finished_) {
    idle_.push_back(static_cast<std::size_t>(&connection - connections_.data()));
    return;
  }
  send_on(connection, workload, now, now);
}

void LoadLoop::drop(Connection& connection, Workload& workload) {
  if (connection.is_busy()) {
    --busy_;
    workload.lost();
  }
  const auto index = static_cast<std::size_t>(&connection - connections_.data());
  std::erase(idle_, index);
  connection.close();
  --open_;
}

nanoseconds LoadLoop::time_to_wait(Instant now) const {
  if (options_.rate <= 0 || is_finished_ || idle_.empty()) return kLongestWait;
  return std::clamp<nanoseconds>(next_due_ - now, nanoseconds(0), kLongestWait);
}

}  // namespace tollgate::bench
