#include "tests/gateway/adapters/mysql/cutting_proxy.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <string_view>

#include "gateway/base/check.h"

namespace tollgate::test {
namespace {

// COM_QUERY with the text COMMIT, as it travels: length 7, sequence 0, command 3.
constexpr std::string_view kCommitPacket(
    "\x07\0\0\0\x03"
    "COMMIT",
    11);
constexpr int kPollMs = 20;

sockaddr_un address_of(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  CHECK(path.size() < sizeof address.sun_path);
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  return address;
}

int connect_to(const std::string& path) {
  const int file = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_un address = address_of(path);
  if (::connect(file, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0)
    return file;
  ::close(file);
  return -1;
}

bool send_all(int to, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(to, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

std::string_view receive(int from, std::array<char, 65536>& buffer) {
  const ssize_t size = ::recv(from, buffer.data(), buffer.size(), 0);
  return size <= 0 ? std::string_view()
                   : std::string_view(buffer.data(), static_cast<size_t>(size));
}

}  // namespace

CuttingProxy::CuttingProxy(std::string server_socket, std::uint64_t cut_one_in)
    : server_socket_(std::move(server_socket)),
      cut_one_in_(cut_one_in),
      socket_(server_socket_ + ".proxy"),
      listener_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  std::filesystem::remove(socket_);
  const sockaddr_un address = address_of(socket_.string());
  CHECK(::bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
  CHECK(::listen(listener_, 64) == 0);
  accepting_ = std::thread([this] { accept_loop(); });
}

CuttingProxy::~CuttingProxy() {
  stopping_ = true;
  accepting_.join();
  for (std::thread& relay : relays_) relay.join();
  ::close(listener_);
  std::filesystem::remove(socket_);
}

void CuttingProxy::accept_loop() {
  while (!stopping_) {
    pollfd ready{listener_, POLLIN, 0};
    if (::poll(&ready, 1, kPollMs) <= 0) continue;
    const int client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (client < 0) continue;
    if (refusing_) {
      ::close(client);
      continue;
    }
    const std::lock_guard lock(mutex_);
    relays_.emplace_back([this, client] { relay(client); });
  }
}

CuttingProxy::Cut CuttingProxy::next_cut() {
  if (cut_next_.exchange(false)) return Cut::after;
  if (cut_one_in_ == 0) return Cut::none;
  const std::uint64_t draw = (++commits_ * 0x9e3779b97f4a7c15ULL) >> 32;  // Fibonacci hashing
  if (draw % cut_one_in_ != 0) return Cut::none;
  return draw / cut_one_in_ % 2 == 0 ? Cut::before : Cut::after;
}

void CuttingProxy::relay(int client) {
  const int server = connect_to(server_socket_);
  std::array<char, 65536> buffer;
  bool cut_at_answer = false;
  while (server >= 0 && !stopping_) {
    std::array<pollfd, 2> ready = {pollfd{client, POLLIN, 0}, pollfd{server, POLLIN, 0}};
    if (::poll(ready.data(), ready.size(), kPollMs) <= 0) continue;
    if (ready[0].revents != 0) {
      const std::string_view said = receive(client, buffer);
      const Cut cut = said == kCommitPacket ? next_cut() : Cut::none;
      if (cut == Cut::before) ++cuts_before_;
      if (cut == Cut::before || said.empty() || !send_all(server, said)) break;
      cut_at_answer = cut == Cut::after;
    }
    if (ready[1].revents != 0) {
      const std::string_view said = receive(server, buffer);
      if (cut_at_answer) ++cuts_after_;
      if (cut_at_answer || said.empty() || !send_all(client, said)) break;
    }
  }
  ::close(client);
  if (server >= 0) ::close(server);
}

}  // namespace tollgate::test
