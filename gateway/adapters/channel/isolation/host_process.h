// HostProcess: one run of the program tollgate-channel-host with one plugin in it, from its start
// to its death. Calls block for as long as a pure function and two messages between processes take,
// and never longer than a limit: who calls too long ends the process. Safe from any thread.
#pragma once

#include <sys/types.h>

#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "gateway/adapters/channel/isolation/host_questions.h"
#include "gateway/adapters/channel/isolation/lane.h"
#include "gateway/base/result.h"

namespace tollgate::channel {

class HostProcess {
 public:
  // Calls at once; more wait for their turn. The gateway has 2 workers, a wire and the
  // notifications.
  static constexpr std::size_t kLanes = 4;
  // The program itself ends a call after 250 ms of processor time; this is for one that sleeps or
  // that the machine does not let run.
  static constexpr std::chrono::milliseconds kCallLimit{2000};

  enum class Ending {
    none = 0,     // there is an answer
    of_the_call,  // this call ended the process, or broke the protocol
    of_another,   // the process ended, and nothing says that this call was why
  };

  // Starts the program with the library behind `library`; the first frame it sends is `hello`.
  // Must be called from a thread that outlives the process: the kernel ends it with that thread.
  // Errors: not_found (no such program), unavailable.
  static Result<std::shared_ptr<HostProcess>> start(const std::string& program, int library,
                                                    std::string& hello);
  ~HostProcess();
  HostProcess(const HostProcess&) = delete;
  HostProcess& operator=(const HostProcess&) = delete;

  // `host` answers what the plugin asks in this call. A call takes no longer than twice kCallLimit,
  // however often it asks.
  Ending call(FrameKind kind, std::uint64_t object, std::string_view bytes, std::string& answer,
              const NumberedHost& host);

  void kill();
  // Blocks until it has ended, and gives its end in words. Once, from one thread.
  std::string wait();
  bool ended() const { return ended_.load(std::memory_order_acquire); }

 private:
  explicit HostProcess(std::array<int, kLanes> sockets);
  Ending receive(std::size_t lane, std::string& answer, const NumberedHost& host);
  // Receives until something comes that is no question.
  Lane::Result receive_answer(const Lane& lane, FrameHeader& header, std::string& answer,
                              const NumberedHost& host);
  std::size_t take_lane();
  void give_lane(std::size_t lane);
  // Notes why it ends, in the first words that come, and ends it.
  void end(std::string_view why);

  std::array<Lane, kLanes> lanes_;
  std::mutex mutex_;
  std::condition_variable lane_free_;
  std::array<bool, kLanes> taken_{};
  pid_t process_ = -1;  // -1: not running, or reaped
  std::string why_;
  std::atomic<bool> ended_{false};
};

}  // namespace tollgate::channel
