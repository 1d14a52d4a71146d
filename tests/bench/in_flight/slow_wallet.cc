#include "tests/bench/in_flight/slow_wallet.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <csignal>
#include <utility>

#include "gateway/base/check.h"

namespace tollgate::bench {
namespace {

constexpr int kBacklog = 4096;
constexpr std::size_t kRequestMax = std::size_t{64} << 10;  // a client that sends more is let go
constexpr int kLookAtStopMs = 100;

bool watch(int epoll, int descriptor) {
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.fd = descriptor;
  return ::epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event) == 0;
}

// The number behind `name` in a text that our own plugin wrote; 0 without one.
std::int64_t number_behind(std::string_view text, std::string_view name) {
  const std::size_t at = text.find(name);
  std::int64_t number = 0;
  if (at != std::string_view::npos)
    std::from_chars(text.data() + at + name.size(), text.data() + text.size(), number);
  return number;
}

std::string_view text_behind(std::string_view text, std::string_view name) {
  const std::size_t at = text.find(name);
  if (at == std::string_view::npos) return {};
  text.remove_prefix(at + name.size());
  return text.substr(0, text.find('"'));
}

std::string paid(std::string_view order) {
  const std::string body =
      fmt::format(R"({{"order":"wo_{}","status":"paid","paid_amount":{}}})",
                  text_behind(order, R"("reference":")"), number_behind(order, R"("amount":)"));
  return fmt::format(
      "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{}",
      body.size(), body);
}

}  // namespace

Result<SlowWallet> SlowWallet::listen(std::uint16_t port, std::chrono::milliseconds delay) {
  const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  CHECK(listener >= 0);
  const int yes = 1;
  ::setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
      ::listen(listener, kBacklog) != 0) {
    ::close(listener);
    return Error{ErrorCode::unavailable, fmt::format("Port {} of 127.0.0.1 is taken.", port)};
  }
  const int epoll = ::epoll_create1(EPOLL_CLOEXEC);
  CHECK(epoll >= 0 && watch(epoll, listener));
  return SlowWallet(listener, epoll, delay);
}

SlowWallet::SlowWallet(SlowWallet&& other) noexcept
    : listener_(std::exchange(other.listener_, -1)),
      epoll_(std::exchange(other.epoll_, -1)),
      delay_(other.delay_) {}

SlowWallet::~SlowWallet() {
  for (const auto& [descriptor, client] : clients_) ::close(descriptor);
  if (listener_ >= 0) ::close(listener_);
  if (epoll_ >= 0) ::close(epoll_);
}

void SlowWallet::run_until(const volatile std::sig_atomic_t& stop) {
  std::array<epoll_event, 256> events;
  while (stop == 0) {
    const int ready =
        ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), wait_ms());
    for (int i = 0; i < ready; ++i) {
      const int descriptor = events.at(static_cast<std::size_t>(i)).data.fd;
      if (descriptor == listener_)
        accept_clients();
      else
        receive(descriptor);
    }
    send_due();
  }
}

void SlowWallet::accept_clients() {
  while (true) {
    const int descriptor = ::accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (descriptor < 0) return;
    const int yes = 1;
    ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    CHECK(watch(epoll_, descriptor));
    clients_[descriptor] = Client{++accepted_, {}};
  }
}

void SlowWallet::receive(int descriptor) {
  Client& client = clients_.at(descriptor);
  std::array<char, 4096> buffer;
  const auto got = ::recv(descriptor, buffer.data(), buffer.size(), 0);
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (got > 0) client.received.append(buffer.data(), static_cast<std::size_t>(got));
  if (got <= 0 || client.received.size() > kRequestMax) {
    clients_.erase(descriptor);
    ::close(descriptor);
    return;
  }
  take_orders(descriptor, client);
}

void SlowWallet::take_orders(int descriptor, Client& client) {
  while (true) {
    const std::size_t head = client.received.find("\r\n\r\n");
    if (head == std::string::npos) return;
    const std::string_view fields(client.received.data(), head);
    const auto length = static_cast<std::size_t>(
        std::max<std::int64_t>(0, number_behind(fields, "Content-Length: ")));
    const std::size_t size = head + 4 + length;
    if (client.received.size() < size) return;
    const std::string_view order(client.received.data() + head + 4, length);
    due_.push_back({Clock::now() + delay_, descriptor, client.number, paid(order)});
    client.received.erase(0, size);
    ++orders_;
    waiting_peak_ = std::max(waiting_peak_, due_.size());
  }
}

// An answer is far smaller than an empty send buffer; a client that takes less of it is gone.
void SlowWallet::send_due() {
  while (!due_.empty() && due_.front().at <= Clock::now()) {
    const Due& due = due_.front();
    const auto client = clients_.find(due.descriptor);
    if (client != clients_.end() && client->second.number == due.client)
      ::send(due.descriptor, due.answer.data(), due.answer.size(), MSG_NOSIGNAL);
    due_.pop_front();
  }
}

int SlowWallet::wait_ms() const {
  if (due_.empty()) return kLookAtStopMs;
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(due_.front().at - Clock::now());
  return static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, kLookAtStopMs));
}

}  // namespace tollgate::bench
