// CuttingProxy: stands between a store and its database and cuts connections at COMMIT: before the
// server hears of it, or after the server has done it and before the client hears of that.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace tollgate::test {

class CuttingProxy {
 public:
  // One COMMIT in `cut_one_in` is cut, before or after the server has done it; zero: none. Which
  // ones looks random: cutting every third could meet the same step of a reconnect for ever.
  CuttingProxy(std::string server_socket, std::uint64_t cut_one_in);
  ~CuttingProxy();
  CuttingProxy(const CuttingProxy&) = delete;
  CuttingProxy& operator=(const CuttingProxy&) = delete;

  std::string socket() const { return socket_.string(); }
  std::uint64_t cuts() const { return cuts_before_ + cuts_after_; }
  std::uint64_t cuts_after_commit() const { return cuts_after_; }
  // The next COMMIT is done by the server, but its answer does not get through.
  void cut_next_after_commit() { cut_next_ = true; }
  // From now on no new connection gets through; those that exist stay.
  void refuse_connections() { refusing_ = true; }
  void accept_connections() { refusing_ = false; }

 private:
  enum class Cut { none, before, after };
  void accept_loop();
  void relay(int client);
  Cut next_cut();

  const std::string server_socket_;
  const std::uint64_t cut_one_in_;
  const std::filesystem::path socket_;
  int listener_ = -1;
  std::atomic<bool> stopping_{false};
  std::atomic<bool> refusing_{false};
  std::atomic<bool> cut_next_{false};
  std::atomic<std::uint64_t> commits_{0};
  std::atomic<std::uint64_t> cuts_before_{0};
  std::atomic<std::uint64_t> cuts_after_{0};
  std::mutex mutex_;
  std::vector<std::thread> relays_;
  std::thread accepting_;
};

}  // namespace tollgate::test
