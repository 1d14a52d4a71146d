// IsolatedPlugin: a plugin that lives in a process of its own. Starts it, makes its channels again
// after its death, and keeps it away when it dies often. What it gives are channels of the contract
// (tollgate_channel) whose functions ask the process, so that everything above is the same as for a
// plugin within the gateway. Safe from any thread.
//
//   starting --> running --> (death) --> starting ...
//                              '--> away for a while (RestartLimit) --> starting
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "gateway/adapters/channel/isolation/declaration_codec.h"
#include "gateway/adapters/channel/isolation/host_process.h"
#include "gateway/adapters/channel/isolation/restart_limit.h"
#include "gateway/adapters/channel/plugin_file.h"
#include "gateway/base/result.h"
#include "gateway/base/secret.h"

namespace tollgate::channel {

struct IsolationStats {
  bool running = false;
  std::uint64_t deaths = 0;
  std::uint64_t replays = 0;  // operations that went on in a new process
};

class IsolatedPlugin : public std::enable_shared_from_this<IsolatedPlugin> {
 public:
  // What a call waits for a process that is being started again.
  static constexpr std::chrono::milliseconds kRestartWait{1000};

  // `program` is tollgate-channel-host; `path` names the plugin in sentences. Errors: not_found (no
  // such program), invalid_argument (the library is none, or its process ended while it was
  // loaded).
  static Result<std::shared_ptr<IsolatedPlugin>> start(std::string program, std::string path,
                                                       PluginFile file);
  ~IsolatedPlugin();
  IsolatedPlugin(const IsolatedPlugin&) = delete;
  IsolatedPlugin& operator=(const IsolatedPlugin&) = delete;

  const tollgate_descriptor& descriptor() const { return descriptor_; }
  const std::string& path() const { return path_; }

  // As tollgate_entry's create: `host` stays until the channel is destroyed.
  tollgate_channel* create(const tollgate_host& host, const tollgate_settings& settings,
                           tollgate_buffer& sentence);

  // The process that runs, waiting for one that is just being started; null: it stays away.
  std::shared_ptr<HostProcess> acquire();
  std::uint64_t next_number() { return number_.fetch_add(1, std::memory_order_relaxed); }
  void forget_channel(const NumberedHost& host);
  void count_replay() { replays_.fetch_add(1, std::memory_order_relaxed); }
  IsolationStats stats() const;

 private:
  // What a channel is made from, again in each new process.
  struct Origin {
    Secret settings;
    const tollgate_host* host = nullptr;
  };

  IsolatedPlugin(std::string program, std::string path, PluginFile file)
      : program_(std::move(program)), path_(std::move(path)), file_(std::move(file)) {}

  void supervise();
  Result<std::shared_ptr<HostProcess>> start_process();
  Status read_hello(std::string hello);
  bool make_channels_again(HostProcess& process);
  bool make_again(HostProcess& process, std::uint64_t channel);
  // False: it is to end.
  bool run(const std::shared_ptr<HostProcess>& process);
  bool pause_after_death();

  const std::string program_;
  const std::string path_;
  const PluginFile file_;
  std::string hello_;  // what descriptor_ points into
  DescriptorRoom descriptor_room_;
  tollgate_descriptor descriptor_{};
  std::atomic<std::uint64_t> number_{1};
  std::atomic<std::uint64_t> deaths_{0};
  std::atomic<std::uint64_t> replays_{0};

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool stopping_ = false;
  bool away_ = false;
  bool begun_ = false;  // the first start is over
  Status first_start_ = ok_status();
  std::shared_ptr<HostProcess> process_;
  std::map<std::uint64_t, Origin> channels_;
  // Held while one is made again, so that its host does not go meanwhile. Taken before mutex_.
  std::mutex making_;
  RestartLimit limit_;  // the supervisor's own
  std::thread supervisor_;
};

}  // namespace tollgate::channel
