// Does to its process what the operation's description says. "send WORD" sends a message first.
#include <fcntl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>

#include "tollgate/channel.hpp"

namespace {

using tollgate::sdk::Http;
using tollgate::sdk::Operation;
using tollgate::sdk::Outcome;
using tollgate::sdk::Reply;
using tollgate::sdk::Request;

constexpr int kFilesOfTheProcess = 64;
constexpr std::size_t kTenGigabytes = 10UL << 30U;

volatile int never_zero = 1;
int* volatile nowhere = nullptr;
char* volatile kept = nullptr;  // or a compiler leaves out what nobody looks at

// Without end, and not as a loop that a compiler could make of it.
int recurse(int depth) {
  volatile char room[4096];
  room[0] = static_cast<char>(depth);
  return never_zero == 0 ? room[0] : recurse(depth + 1) + room[0];
}

std::string errno_of(int result) { return result >= 0 ? "done" : std::strerror(errno); }

void end_process(std::string_view word) {
  if (word == "segfault") *nowhere = 1;
  if (word == "abort") std::abort();
  if (word == "exit") std::exit(0);
  if (word == "exit_at_once") ::_exit(0);
  if (word == "kill") ::raise(SIGKILL);
  if (word == "overflow") recurse(0);
  if (word == "loop")
    while (never_zero != 0) {
    }
  if (word == "sleep") ::pause(), ::sleep(60);
}

// What became of something that the process must not do.
std::string try_out(std::string_view word) {
  if (word == "open_file") return errno_of(::open("/etc/passwd", O_RDONLY));
  if (word == "write_file")
    return errno_of(::open("/tmp/tollgate-unruly", O_WRONLY | O_CREAT, 0600));
  if (word == "network") return errno_of(::socket(AF_INET, SOCK_STREAM, 0));
  if (word == "fork") return errno_of(::fork());
  if (word == "run") return errno_of(::execl("/bin/true", "true", nullptr));
  if (word == "allocate") {
    kept = new char[kTenGigabytes];  // throws, and the glue makes it unknown
    std::memset(kept, 1, kTenGigabytes);
    return "done";
  }
  if (word == "close_files") {
    int closed = 0;
    for (int file = 3; file < kFilesOfTheProcess; ++file) closed += ::close(file) == 0 ? 1 : 0;
    return std::to_string(closed);
  }
  if (word == "write_garbage") {
    for (int file = 3; file < kFilesOfTheProcess; ++file)
      if (::write(file, "garbage that is no frame", 24) < 0) errno = 0;
    return "done";
  }
  return "nothing";
}

class Unruly final : public tollgate::sdk::Channel {
 public:
  static std::unique_ptr<Unruly> create(std::string_view settings, std::string&) {
    auto channel = std::make_unique<Unruly>();
    const std::string start = "\"url\":\"";
    const auto at = settings.find(start);
    if (at != std::string_view::npos) {
      const auto rest = settings.substr(at + start.size());
      channel->url_ = rest.substr(0, rest.find('"'));
    }
    return channel;
  }

  Operation sale(Request request) const override {
    std::string word(request.description);
    if (word.starts_with("send ")) {
      word = word.substr(5);
      std::string body(request.operation_id);
      if (word == "impure") body = std::to_string(moment());
      Http message("POST", url_, body);
      const Reply reply = co_await std::move(message);
      if (!reply.ok()) co_return Outcome::of_wire(reply);
    }
    end_process(word);
    co_return Outcome::approved(try_out(word));
  }

 private:
  static long moment() {
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_nsec + now.tv_sec * 1'000'000'000;
  }

  std::string url_;
};

tollgate::sdk::Descriptor descriptor() {
  tollgate::sdk::Descriptor unruly;
  unruly.id = "test.unruly";
  unruly.name = "Unruly";
  unruly.vendor = "Tollgate";
  unruly.version = "0.0.1";
  unruly.operations = {{TOLLGATE_OPERATION_SALE, TOLLGATE_RECOVERY_NONE}};
  unruly.methods = {"test"};
  unruly.currencies = {{"*", 0, 1'000'000'000}};
  unruly.settings_schema = "{}";
  return unruly;
}

}  // namespace

TOLLGATE_CHANNEL(Unruly, descriptor())
