#include "gateway/adapters/channel/channel_host.h"

#include <fmt/format.h>

#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>

#include "gateway/adapters/channel/account_runner.h"
#include "gateway/adapters/channel/http_wire.h"
#include "gateway/adapters/channel/plugin_library.h"
#include "gateway/adapters/channel/wire_thread.h"
#include "gateway/base/log.h"

namespace tollgate::channel {
namespace {

using std::chrono::steady_clock;

constexpr std::size_t kRandomKeyBytes = 32;
constexpr std::size_t kRandomKeyBytesMin = 16;
// For operations whose wire has just been stopped to run to their end.
constexpr std::chrono::milliseconds kAbandonedEndIn{1000};
// Half a block of sequence numbers lasts until the next look at any rate there is.
constexpr std::chrono::milliseconds kFetchLook{50};
constexpr std::chrono::milliseconds kFetchAgain{1000};  // after an error

Result<Secret> random_key_of(const Secret& configured, Random& random) {
  if (configured.size() >= kRandomKeyBytesMin) return configured;
  if (!configured.empty())
    return Error{ErrorCode::invalid_argument,
                 fmt::format("The channels' random key has {} bytes; it needs at least {}.",
                             configured.size(), kRandomKeyBytesMin),
                 "make a new one of 32 random bytes"};
  std::string fresh(kRandomKeyBytes, '\0');
  random.fill({reinterpret_cast<std::uint8_t*>(fresh.data()), fresh.size()});
  return Secret(std::move(fresh));
}

std::string path_of(const std::string& plugin, const std::string& folder) {
  if (plugin.find('/') != std::string::npos) return plugin;
  return folder + "/" + plugin + ".so";
}

Task<Outcome> answer_unknown_account() {
  Outcome outcome;
  outcome.kind = OutcomeKind::not_sent;
  outcome.code = "channel_account_unknown";
  outcome.message = "There is no channel account of this name.";
  co_return outcome;
}

}  // namespace

class ChannelHost::Runners {
 public:
  explicit Runners(Options options)
      : options_(std::move(options)), http_(std::make_shared<HttpWire>(http_options())) {}

  Status add(ChannelAccount account, const Clock& clock, Random& random) {
    if (account.name.empty() || by_name_.contains(account.name))
      return Error{ErrorCode::invalid_argument,
                   fmt::format("Two channel accounts are called \"{}\".", account.name),
                   "give every channel account its own name"};
    auto key = random_key_of(options_.random_key, random);
    if (!key) return std::move(key).error();
    auto library = load(path_of(account.plugin, options_.plugin_folder));
    if (!library) return std::move(library).error();
    const std::string name = account.name;
    auto runner = AccountRunner::start(std::move(account), std::move(*library),
                                       std::make_shared<RequestSource>(clock, random, *key), http_,
                                       frame_thread_.context());
    if (!runner) return std::move(runner).error();
    by_name_.emplace(name, std::move(*runner));
    return ok_status();
  }

  AccountRunner* find(std::string_view name) const {
    const auto found = by_name_.find(name);
    return found == by_name_.end() ? nullptr : found->second.get();
  }

  void start_fetching() {
    if (options_.take_sequences) fetcher_ = std::thread([this] { fetch_sequences(); });
  }

  void stop(std::chrono::milliseconds grace) {
    stop_fetching();
    for (const auto& [name, runner] : by_name_) runner->gate().close();
    wait_until_empty(steady_clock::now() + grace);
    for (const auto& [name, runner] : by_name_) runner->stop_wire();
    http_->stop();
    if (!wait_until_empty(steady_clock::now() + kAbandonedEndIn))
      log_warning("Channel operations are left unfinished; the resolver will take them up", {});
    frame_thread_.join();
  }

  std::vector<ChannelAccountStats> stats() const {
    std::vector<ChannelAccountStats> all;
    for (const auto& [name, runner] : by_name_) all.push_back(runner->stats());
    return all;
  }

 private:
  HttpWire::Options http_options() const {
    HttpWire::Options http;
    http.ca_file = options_.ca_file;
    return http;
  }

  Result<std::shared_ptr<PluginLibrary>> load(const std::string& path) {
    if (const auto loaded = libraries_.find(path); loaded != libraries_.end())
      return loaded->second;
    PluginLibrary::Options wanted;
    wanted.path = path;
    wanted.allowed_sha256 = options_.allowed_sha256;
    auto library = PluginLibrary::load(wanted);
    if (library) libraries_.emplace(path, *library);
    return library;
  }

  void fetch_sequences() {
    bool warned = false;
    std::unique_lock lock(fetch_mutex_);
    while (!fetch_stopping_) {
      lock.unlock();
      for (const auto& [name, runner] : by_name_) warned = !fetch_for(name, *runner, warned);
      lock.lock();
      fetch_changed_.wait_for(lock, warned ? kFetchAgain : kFetchLook,
                              [this] { return fetch_stopping_; });
    }
  }

  // False when a block was wanted and not had.
  bool fetch_for(const std::string& name, AccountRunner& runner, bool warned) const {
    SequenceNumbers& numbers = runner.sequence_numbers();
    if (!numbers.wants_block(steady_clock::now())) return !warned;
    // Before the call: a block is as old as its fetching.
    const auto now = steady_clock::now();
    const auto first = options_.take_sequences(name, SequenceNumbers::kBlockNumbers);
    if (first.ok())
      numbers.give(*first, SequenceNumbers::kBlockNumbers, now);
    else if (!warned)
      log_warning("Sequence numbers of a channel account cannot be fetched; it keeps trying",
                  {{"channel", name}, {"why", first.error().message}});
    return first.ok();
  }

  void stop_fetching() {
    {
      const std::lock_guard lock(fetch_mutex_);
      fetch_stopping_ = true;
    }
    fetch_changed_.notify_all();
    if (fetcher_.joinable()) fetcher_.join();
  }

  bool wait_until_empty(steady_clock::time_point until) {
    bool empty = true;
    for (const auto& [name, runner] : by_name_)
      empty = runner->gate().wait_until_empty(until) && empty;
    return empty;
  }

  const Options options_;
  const std::shared_ptr<HttpWire> http_;
  std::map<std::string, std::shared_ptr<PluginLibrary>> libraries_;
  std::map<std::string, std::shared_ptr<AccountRunner>, std::less<>> by_name_;
  WireThread frame_thread_;  // ends before the runners it works for
  std::mutex fetch_mutex_;
  std::condition_variable fetch_changed_;
  bool fetch_stopping_ = false;
  std::thread fetcher_;
};

ChannelHost::ChannelHost(std::unique_ptr<Runners> runners) : runners_(std::move(runners)) {}
ChannelHost::~ChannelHost() { stop(std::chrono::milliseconds(0)); }

Result<std::unique_ptr<ChannelHost>> ChannelHost::start(Options options,
                                                        std::vector<ChannelAccount> accounts,
                                                        const Clock& clock, Random& random) {
  std::unique_ptr<ChannelHost> host(new ChannelHost(std::make_unique<Runners>(std::move(options))));
  for (auto& account : accounts)
    if (auto status = host->runners_->add(std::move(account), clock, random); !status)
      return std::move(status).error();
  host->runners_->start_fetching();
  return host;
}

void ChannelHost::stop(std::chrono::milliseconds grace) { runners_->stop(grace); }

Task<Outcome> ChannelHost::execute(ChannelCall call) {
  AccountRunner* runner = runners_->find(call.operation.channel_account);
  return runner == nullptr ? answer_unknown_account() : runner->execute(std::move(call));
}

const ChannelTraits* ChannelHost::find_traits(std::string_view channel_account) const {
  const AccountRunner* runner = runners_->find(channel_account);
  return runner == nullptr ? nullptr : &runner->traits();
}

std::chrono::milliseconds ChannelHost::deadline(std::string_view channel_account) const {
  const AccountRunner* runner = runners_->find(channel_account);
  return runner == nullptr ? std::chrono::milliseconds(0) : runner->deadline();
}

std::uint64_t ChannelHost::next_sequence(std::string_view channel_account) {
  AccountRunner* runner = runners_->find(channel_account);
  return runner == nullptr ? 0 : runner->next_sequence();
}

bool ChannelHost::takes_notifications(std::string_view channel,
                                      std::string_view channel_account) const {
  const AccountRunner* runner = runners_->find(channel_account);
  return runner != nullptr && runner->traits().channel == channel && runner->takes_notifications();
}

NotificationReading ChannelHost::read_notification(std::string_view channel_account,
                                                   const RawNotification& notification) const {
  const AccountRunner* runner = runners_->find(channel_account);
  CHECK(runner != nullptr && runner->takes_notifications());
  return runner->read_notification(notification);
}

std::vector<ChannelAccountStats> ChannelHost::stats() const { return runners_->stats(); }

}  // namespace tollgate::channel
