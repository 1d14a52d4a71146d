#include "gateway/adapters/channel/isolation/isolated_plugin.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "gateway/adapters/channel/isolation/isolated_channel.h"
#include "gateway/base/log.h"

namespace tollgate::channel {

Result<std::shared_ptr<IsolatedPlugin>> IsolatedPlugin::start(std::string program, std::string path,
                                                              PluginFile file) {
  std::shared_ptr<IsolatedPlugin> plugin(
      new IsolatedPlugin(std::move(program), std::move(path), std::move(file)));
  plugin->supervisor_ = std::thread([raw = plugin.get()] { raw->supervise(); });
  std::unique_lock lock(plugin->mutex_);
  plugin->changed_.wait(lock, [&] { return plugin->begun_; });
  if (plugin->first_start_) return plugin;
  Error error = plugin->first_start_.error();
  lock.unlock();
  return error;
}

IsolatedPlugin::~IsolatedPlugin() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    if (process_) process_->kill();
  }
  changed_.notify_all();
  if (supervisor_.joinable()) supervisor_.join();
}

// The supervisor alone starts processes, because they end with the thread that started them.
void IsolatedPlugin::supervise() {
  for (;;) {
    auto started = start_process();
    {
      const std::lock_guard lock(mutex_);
      const bool is_first = !begun_;
      begun_ = true;
      if (is_first && !started) first_start_ = started.error();
      changed_.notify_all();
      if (is_first && !started) return;
    }
    if (started && !run(*started)) return;
    if (!started)
      log_error("A channel plugin's process cannot be started",
                {{"plugin", path_}, {"why", started.error().message}});
    if (!pause_after_death()) return;
  }
}

bool IsolatedPlugin::run(const std::shared_ptr<HostProcess>& process) {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) return false;
    process_ = process;
    away_ = false;
  }
  changed_.notify_all();
  const std::string how = process->wait();
  const std::lock_guard lock(mutex_);
  process_ = nullptr;
  if (stopping_) return false;
  deaths_.fetch_add(1, std::memory_order_relaxed);
  log_error("A channel plugin's process ended", {{"plugin", path_}, {"how", how}});
  return true;
}

bool IsolatedPlugin::pause_after_death() {
  const auto pause = limit_.pause_after_death(std::chrono::steady_clock::now());
  std::unique_lock lock(mutex_);
  if (pause.count() > 0) {
    away_ = true;
    changed_.notify_all();
    log_error("A channel plugin's process ends too often and stays away for a while",
              {{"plugin", path_}, {"pause_ms", static_cast<std::int64_t>(pause.count())}});
    changed_.wait_for(lock, pause, [this] { return stopping_; });
  }
  return !stopping_;
}

Result<std::shared_ptr<HostProcess>> IsolatedPlugin::start_process() {
  std::string hello;
  auto process = HostProcess::start(program_, file_.descriptor(), hello);
  if (!process)
    return Error{process.error().code,
                 fmt::format("The plugin {}: {}", path_, process.error().message),
                 process.error().mend};
  const bool is_first = hello_.empty();
  if (is_first) {
    if (auto status = read_hello(std::move(hello)); !status) return std::move(status).error();
  } else if (hello != hello_) {
    return Error{ErrorCode::internal,
                 fmt::format("The plugin {} declares something else than before.", path_)};
  }
  if (!make_channels_again(**process))
    return Error{ErrorCode::unavailable,
                 fmt::format("The plugin {} does not make its channels again.", path_)};
  return process;
}

// A byte, then a descriptor or the sentence that says why there is none.
Status IsolatedPlugin::read_hello(std::string hello) {
  hello_ = std::move(hello);
  Reader reader(hello_);
  std::uint8_t loaded = 0;
  reader.number(loaded);
  tollgate_view sentence{};
  if (loaded != 0)
    code(reader, descriptor_, descriptor_room_);
  else
    reader.view(sentence);
  if (reader.whole() && loaded != 0) return ok_status();
  return Error{ErrorCode::invalid_argument,
               fmt::format("The plugin {} cannot be loaded in its own process: {}", path_,
                           reader.whole() ? std::string_view(sentence.data, sentence.size)
                                          : std::string_view("its words cannot be read.")),
               "run channel-check on it"};
}

bool IsolatedPlugin::make_channels_again(HostProcess& process) {
  std::vector<std::uint64_t> channels;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [channel, origin] : channels_) channels.push_back(channel);
  }
  return std::all_of(channels.begin(), channels.end(),
                     [&](std::uint64_t channel) { return make_again(process, channel); });
}

bool IsolatedPlugin::make_again(HostProcess& process, std::uint64_t channel) {
  const std::lock_guard making(making_);
  Origin origin;
  {
    const std::lock_guard lock(mutex_);
    const auto found = channels_.find(channel);
    if (found == channels_.end()) return true;  // destroyed meanwhile
    origin = found->second;
  }
  std::string answer;
  return process.call(FrameKind::create, channel, origin.settings.reveal(), answer,
                      {channel, origin.host}) == HostProcess::Ending::none &&
         !answer.empty() && answer.front() != 0;
}

tollgate_channel* IsolatedPlugin::create(const tollgate_host& host,
                                         const tollgate_settings& settings,
                                         tollgate_buffer& sentence) {
  Writer writer;
  tollgate_view account = settings.channel_account;
  tollgate_view json = settings.json;
  writer.view(account);
  writer.view(json);
  const std::uint64_t number = next_number();
  const Secret packed(writer.take());
  const auto refuse = [&](std::string_view why) -> tollgate_channel* {
    forget_channel({number, &host});
    sentence.size = std::min(why.size(), sentence.capacity);
    std::copy_n(why.data(), sentence.size, sentence.data);
    return nullptr;
  };
  if (writer.broken()) return refuse("The settings are too large for a plugin's own process.");
  {
    // Before the call: whoever starts the process again in between makes this channel as well.
    const std::lock_guard lock(mutex_);
    channels_.emplace(number, Origin{packed, &host});
  }
  const auto process = acquire();
  std::string answer;
  if (process == nullptr || process->call(FrameKind::create, number, packed.reveal(), answer,
                                          {number, &host}) != HostProcess::Ending::none)
    return refuse("Its process ended while it made the channel.");
  auto made = IsolatedChannel::read(shared_from_this(), {number, &host}, std::move(answer));
  if (!made) return refuse(made.error().message);
  return &(*made).release()->raw();
}

std::shared_ptr<HostProcess> IsolatedPlugin::acquire() {
  std::unique_lock lock(mutex_);
  const auto runs = [this] { return process_ != nullptr && !process_->ended(); };
  changed_.wait_for(lock, kRestartWait, [&] { return runs() || away_ || stopping_; });
  return runs() ? process_ : nullptr;
}

void IsolatedPlugin::forget_channel(const NumberedHost& host) {
  std::shared_ptr<HostProcess> process;
  {
    const std::lock_guard making(making_);
    const std::lock_guard lock(mutex_);
    if (channels_.erase(host.channel) == 0) return;
    process = process_;
  }
  std::string answer;
  if (process != nullptr && !process->ended())
    process->call(FrameKind::destroy, host.channel, {}, answer, host);
}

IsolationStats IsolatedPlugin::stats() const {
  const std::lock_guard lock(mutex_);
  return {process_ != nullptr && !process_->ended(), deaths_.load(std::memory_order_relaxed),
          replays_.load(std::memory_order_relaxed)};
}

}  // namespace tollgate::channel
