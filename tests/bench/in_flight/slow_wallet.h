// SlowWallet: a wallet that takes every order of plugins/qrpay for paid and says so a fixed time
// later, however many wait; one thread, epoll. It stands in for a wallet that is far away: it
// checks no signature and keeps no books (sandbox/wallet does), so that what is measured is the
// gateway.
#pragma once

#include <chrono>
#include <csignal>
#include <cstdint>
#include <deque>
#include <string>
#include <unordered_map>

#include "gateway/base/result.h"

namespace tollgate::bench {

class SlowWallet {
 public:
  using Clock = std::chrono::steady_clock;

  // Listens at 127.0.0.1. Error: unavailable when the port is taken.
  static Result<SlowWallet> listen(std::uint16_t port, std::chrono::milliseconds delay);
  SlowWallet(SlowWallet&& other) noexcept;
  SlowWallet& operator=(SlowWallet&&) = delete;
  ~SlowWallet();

  void run_until(const volatile std::sig_atomic_t& stop);

  std::size_t orders() const { return orders_; }
  std::size_t waiting_peak() const { return waiting_peak_; }  // orders not yet answered, at most

 private:
  // The answer to one order; all wait equally long, so the first to come is the first to go.
  struct Due {
    Clock::time_point at;
    int descriptor;
    std::uint64_t client;  // a descriptor may have become another client's
    std::string answer;
  };
  struct Client {
    std::uint64_t number;
    std::string received;
  };

  SlowWallet(int listener, int epoll, std::chrono::milliseconds delay)
      : listener_(listener), epoll_(epoll), delay_(delay) {}

  void accept_clients();
  void receive(int descriptor);
  void take_orders(int descriptor, Client& client);
  void send_due();
  int wait_ms() const;

  int listener_;
  int epoll_;
  std::chrono::milliseconds delay_;
  std::uint64_t accepted_ = 0;
  std::unordered_map<int, Client> clients_;
  std::deque<Due> due_;
  std::size_t orders_ = 0;
  std::size_t waiting_peak_ = 0;
};

}  // namespace tollgate::bench
