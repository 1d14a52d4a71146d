#include "gateway/adapters/channel/isolation/host_process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <vector>

#include "gateway/adapters/channel/isolation/host_program.h"
#include "gateway/base/secret.h"

namespace tollgate::channel {
namespace {

constexpr std::chrono::milliseconds kStartLimit{10'000};  // dlopen, on a busy machine
// Above every number that the program's own files get, so that none is overwritten before it moved.
constexpr int kNumbersAbove = 64;

using Sockets = std::array<int, HostProcess::kLanes>;

void close_all(const Sockets& sockets) {
  for (const int socket : sockets)
    if (socket >= 0) ::close(socket);
}

// What the child gets: nothing of ours but its lanes and the library, no environment, no signals
// blocked or ignored.
class SpawnOrders {
 public:
  SpawnOrders(const Sockets& lanes, int library) {
    ::posix_spawn_file_actions_init(&actions_);
    for (const int number : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
      ::posix_spawn_file_actions_addopen(&actions_, number, "/dev/null", O_RDWR, 0);
    for (std::size_t i = 0; i < lanes.size(); ++i)
      ::posix_spawn_file_actions_adddup2(&actions_, lanes[i], kFirstLane + static_cast<int>(i));
    ::posix_spawn_file_actions_adddup2(&actions_, library, kLibraryFile);
    ::posix_spawn_file_actions_addclosefrom_np(&actions_, kLibraryFile + 1);
    ::posix_spawnattr_init(&attributes_);
    sigset_t none;
    sigset_t all;
    sigemptyset(&none);
    sigfillset(&all);
    ::posix_spawnattr_setsigmask(&attributes_, &none);
    ::posix_spawnattr_setsigdefault(&attributes_, &all);
    ::posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  }
  ~SpawnOrders() {
    ::posix_spawn_file_actions_destroy(&actions_);
    ::posix_spawnattr_destroy(&attributes_);
  }
  SpawnOrders(const SpawnOrders&) = delete;
  SpawnOrders& operator=(const SpawnOrders&) = delete;

  int spawn(const std::string& program, pid_t& process) const {
    std::string name = "tollgate-channel-host";
    std::string parent = std::to_string(::getpid());
    std::array<char*, 3> arguments{name.data(), parent.data(), nullptr};
    std::array<char*, 1> environment{nullptr};
    return ::posix_spawn(&process, program.c_str(), &actions_, &attributes_, arguments.data(),
                         environment.data());
  }

 private:
  posix_spawn_file_actions_t actions_{};
  posix_spawnattr_t attributes_{};
};

bool make_lanes(Sockets& ours, Sockets& theirs) {
  ours.fill(-1);
  theirs.fill(-1);
  for (std::size_t i = 0; i < ours.size(); ++i) {
    std::array<int, 2> pair{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair.data()) != 0) return false;
    ours[i] = pair[0];
    theirs[i] = ::fcntl(pair[1], F_DUPFD_CLOEXEC, kNumbersAbove);
    ::close(pair[1]);
    if (theirs[i] < 0) return false;
  }
  return true;
}

template <std::size_t... kIndex>
std::array<Lane, sizeof...(kIndex)> lanes_of(const std::array<int, sizeof...(kIndex)>& sockets,
                                             std::index_sequence<kIndex...>) {
  return {Lane(sockets[kIndex])...};
}

}  // namespace

HostProcess::HostProcess(std::array<int, kLanes> sockets)
    : lanes_(lanes_of(sockets, std::make_index_sequence<kLanes>())) {}

Result<std::shared_ptr<HostProcess>> HostProcess::start(const std::string& program, int library,
                                                        std::string& hello) {
  Sockets ours;
  Sockets theirs;
  const int high_library = ::fcntl(library, F_DUPFD_CLOEXEC, kNumbersAbove);
  if (!make_lanes(ours, theirs) || high_library < 0) {
    close_all(ours);
    close_all(theirs);
    if (high_library >= 0) ::close(high_library);
    return Error{ErrorCode::unavailable, "A plugin's process cannot get its sockets.",
                 "raise the limit of open files"};
  }
  std::shared_ptr<HostProcess> host(new HostProcess(ours));
  const int failed = SpawnOrders(theirs, high_library).spawn(program, host->process_);
  close_all(theirs);
  ::close(high_library);
  if (failed != 0) {
    host->process_ = -1;
    return Error{ErrorCode::not_found,
                 fmt::format("{} cannot be started: {}.", program, std::strerror(failed)),
                 "install tollgate-channel-host beside tollgate"};
  }
  host->lanes_[0].set_time_limit(static_cast<int>(kStartLimit.count()));
  FrameHeader header;
  if (host->lanes_[0].receive(header, hello) != Lane::Result::ok ||
      header.kind != FrameKind::answer) {
    host->kill();
    return Error{
        ErrorCode::unavailable,
        fmt::format("The process for it ended before the library was loaded: {}.", host->wait()),
        "run channel-check on it"};
  }
  for (const auto& lane : host->lanes_) lane.set_time_limit(static_cast<int>(kCallLimit.count()));
  return host;
}

HostProcess::~HostProcess() {
  if (process_ < 0) return;
  kill();
  wait();
}

HostProcess::Ending HostProcess::call(FrameKind kind, std::uint64_t object, std::string_view bytes,
                                      std::string& answer, const NumberedHost& host) {
  const std::size_t lane = take_lane();
  if (lane == kLanes) return Ending::of_another;
  Ending ending = Ending::none;
  const Lane::Result sent = lanes_[lane].send(kind, object, bytes);
  if (sent == Lane::Result::ok) {
    ending = receive(lane, answer, host);
  } else {
    ending = Ending::of_another;
    end("it took no message any more");
  }
  give_lane(lane);
  return ending;
}

Lane::Result HostProcess::receive_answer(const Lane& lane, FrameHeader& header, std::string& answer,
                                         const NumberedHost& host) {
  const auto latest = std::chrono::steady_clock::now() + kCallLimit;
  for (int asked = 0;; ++asked) {
    const Lane::Result got = lane.receive(header, answer);
    if (got != Lane::Result::ok || !is_question(header.kind)) return got;
    if (asked == kQuestionsMax) return Lane::Result::broken;
    if (std::chrono::steady_clock::now() > latest) return Lane::Result::timed_out;
    const std::string told = answer_question(host, header, answer);
    wipe(answer.data(), answer.size());  // the text that was signed may hold a card
    const Lane::Result sent = lane.send(FrameKind::told, header.object, told);
    if (sent != Lane::Result::ok) return sent;
  }
}

HostProcess::Ending HostProcess::receive(std::size_t lane, std::string& answer,
                                         const NumberedHost& host) {
  FrameHeader header;
  const Lane::Result got = receive_answer(lanes_[lane], header, answer, host);
  if (got == Lane::Result::ok && header.kind == FrameKind::answer) return Ending::none;
  if (got == Lane::Result::ok && header.kind == FrameKind::died) {
    end(header.object == kOutOfTime
            ? std::string("a call took more processor time than it may")
            : fmt::format("a call ended it with signal {} ({})", header.object,
                          ::strsignal(static_cast<int>(header.object))));
    return Ending::of_the_call;
  }
  if (got == Lane::Result::timed_out) {
    end("a call took longer than it may");
    return Ending::of_the_call;
  }
  if (got == Lane::Result::closed) {
    end("");
    return Ending::of_another;
  }
  end("it broke the protocol");
  return Ending::of_the_call;
}

std::size_t HostProcess::take_lane() {
  std::unique_lock lock(mutex_);
  std::size_t found = kLanes;
  const auto find = [&] {
    found =
        static_cast<std::size_t>(std::find(taken_.begin(), taken_.end(), false) - taken_.begin());
    return found < kLanes || ended();
  };
  if (!lane_free_.wait_for(lock, kCallLimit, find) || ended()) return kLanes;
  taken_[found] = true;
  return found;
}

void HostProcess::give_lane(std::size_t lane) {
  {
    const std::lock_guard lock(mutex_);
    taken_[lane] = false;
  }
  lane_free_.notify_one();
}

void HostProcess::end(std::string_view why) {
  {
    const std::lock_guard lock(mutex_);
    if (why_.empty()) why_ = why;
  }
  kill();
}

void HostProcess::kill() {
  const std::lock_guard lock(mutex_);
  ended_.store(true, std::memory_order_release);
  if (process_ > 0) ::kill(process_, SIGKILL);
  lane_free_.notify_all();
}

std::string HostProcess::wait() {
  pid_t process = -1;
  {
    const std::lock_guard lock(mutex_);
    process = process_;
  }
  if (process < 0) return "it was not running";
  // Not reaped yet, so that its number stays its own for kill().
  siginfo_t end{};
  while (::waitid(P_PID, static_cast<id_t>(process), &end, WEXITED | WNOWAIT) != 0 &&
         errno == EINTR) {
  }
  const std::lock_guard lock(mutex_);
  int status = 0;
  ::waitpid(process, &status, 0);
  process_ = -1;
  ended_.store(true, std::memory_order_release);
  lane_free_.notify_all();
  if (!why_.empty()) return why_;
  return WIFSIGNALED(status)
             ? fmt::format("signal {} ({})", WTERMSIG(status), ::strsignal(WTERMSIG(status)))
             : fmt::format("exit status {}", WEXITSTATUS(status));
}

}  // namespace tollgate::channel
