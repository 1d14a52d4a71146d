#include "gateway/adapters/channel/channel_host.h"

#include <fmt/format.h>

#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>
#include <utility>

#include "gateway/adapters/channel/account_runner.h"
#include "gateway/adapters/channel/account_slot.h"
#include "gateway/adapters/channel/http_wire.h"
#include "gateway/adapters/channel/library_shelf.h"
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
constexpr std::chrono::milliseconds kHouseLook{50};
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

Error needs_restart(const std::string& account, std::string_view what) {
  return {ErrorCode::conflict,
          fmt::format("The channel account {} {}, which a reload cannot bring.", account, what),
          "restart the gateway, one node after the other"};
}

Error other_accounts() {
  return {ErrorCode::conflict, "There are other channel accounts than before.",
          "restart the gateway, one node after the other"};
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
      : options_(std::move(options)),
        http_(std::make_shared<HttpWire>(http_options())),
        libraries_(std::make_unique<LibraryShelf>(shelf_options(options_.trust))) {}

  Status add(ChannelAccount account, const Clock& clock, Random& random) {
    if (account.name.empty() || by_name_.contains(account.name))
      return Error{ErrorCode::invalid_argument,
                   fmt::format("Two channel accounts are called \"{}\".", account.name),
                   "give every channel account its own name"};
    auto key = random_key_of(options_.random_key, random);
    if (!key) return std::move(key).error();
    const std::string name = account.name;
    auto runner = start_runner(*libraries_, std::move(account),
                               std::make_shared<RequestSource>(clock, random, *key),
                               std::make_shared<AccountCounters>());
    if (!runner) return std::move(runner).error();
    by_name_.emplace(name, std::make_unique<AccountSlot>(std::move(*runner)));
    return ok_status();
  }

  AccountSlot* find(std::string_view name) const {
    const auto found = by_name_.find(name);
    return found == by_name_.end() ? nullptr : found->second.get();
  }

  // All new versions stand before the first one is put in its place.
  Result<std::size_t> reload(PluginPolicy trust, std::vector<ChannelAccount> accounts) {
    const std::lock_guard lock(reload_mutex_);
    auto shelf = std::make_unique<LibraryShelf>(shelf_options(std::move(trust)), *libraries_);
    auto next = next_versions(*shelf, std::move(accounts));
    if (!next) return std::move(next).error();
    shelf->forget_the_rest();
    libraries_ = std::move(shelf);
    for (auto& [slot, runner] : *next) slot->replace(std::move(runner));
    return next->size();
  }

  void start_housekeeping() {
    housekeeper_ = std::thread([this] { keep_house(); });
  }

  void stop(std::chrono::milliseconds grace) {
    stop_housekeeping();
    for (const auto& runner : all()) runner->gate().close();
    wait_until_empty(steady_clock::now() + grace);
    for (const auto& runner : all()) runner->stop_wire();
    http_->stop();
    if (!wait_until_empty(steady_clock::now() + kAbandonedEndIn))
      log_warning("Channel operations are left unfinished; the resolver will take them up", {});
    frame_thread_.join();
  }

  std::vector<ChannelAccountStats> stats() const {
    std::vector<ChannelAccountStats> all;
    for (const auto& [name, slot] : by_name_) all.push_back(slot->stats());
    return all;
  }

 private:
  using NextVersion = std::pair<AccountSlot*, std::shared_ptr<AccountRunner>>;

  HttpWire::Options http_options() const {
    HttpWire::Options http;
    http.ca_file = options_.ca_file;
    return http;
  }

  LibraryShelf::Options shelf_options(PluginPolicy trust) const {
    return {options_.plugin_folder, std::move(trust), options_.host_program};
  }

  Result<std::shared_ptr<AccountRunner>> start_runner(LibraryShelf& shelf, ChannelAccount account,
                                                      std::shared_ptr<RequestSource> source,
                                                      std::shared_ptr<AccountCounters> counters) {
    auto library = shelf.get(account);
    if (!library) return std::move(library).error();
    return AccountRunner::start(std::move(account), std::move(*library), std::move(source),
                                std::move(counters), http_, frame_thread_.context());
  }

  Result<std::vector<NextVersion>> next_versions(LibraryShelf& shelf,
                                                 std::vector<ChannelAccount> accounts) {
    std::vector<NextVersion> next;
    const auto give_up = [&next](Error error) {
      for (const auto& [slot, runner] : next) runner->stop_wire();
      return error;
    };
    if (accounts.size() != by_name_.size()) return give_up(other_accounts());
    for (auto& account : accounts) {
      AccountSlot* slot = find(account.name);
      if (slot == nullptr) return give_up(other_accounts());
      auto made = next_version(shelf, *slot, std::move(account));
      if (!made) return give_up(std::move(made).error());
      if (*made != nullptr) next.emplace_back(slot, std::move(*made));
    }
    return next;
  }

  // Null: nothing has changed.
  Result<std::shared_ptr<AccountRunner>> next_version(LibraryShelf& shelf, const AccountSlot& slot,
                                                      ChannelAccount account) {
    const auto now = slot.runner();
    auto library = shelf.get(account);
    if (!library) return std::move(library).error();
    if (account.mode != now->mode() || account.deadline != now->deadline() ||
        account.in_flight_max != now->in_flight_max())
      return needs_restart(account.name, "has another mode, deadline_ms or in_flight_max");
    if (fingerprint_of(account, **library) == now->fingerprint())
      return std::shared_ptr<AccountRunner>();
    if (!slot.declares_the_same((*library)->description().traits))
      return needs_restart(account.name,
                           "gets a plugin that declares other operations, currencies, methods or "
                           "ways of recovery");
    return start_runner(shelf, std::move(account), now->source(), now->counters());
  }

  void keep_house() {
    bool warned = false;
    std::unique_lock lock(house_mutex_);
    while (!house_stopping_) {
      lock.unlock();
      for (const auto& [name, slot] : by_name_) {
        slot->close_the_drained();
        if (options_.take_sequences) warned = !fetch_for(name, *slot->runner(), warned);
      }
      lock.lock();
      house_changed_.wait_for(lock, warned ? kFetchAgain : kHouseLook,
                              [this] { return house_stopping_; });
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

  void stop_housekeeping() {
    {
      const std::lock_guard lock(house_mutex_);
      house_stopping_ = true;
    }
    house_changed_.notify_all();
    if (housekeeper_.joinable()) housekeeper_.join();
  }

  std::vector<std::shared_ptr<AccountRunner>> all() const {
    std::vector<std::shared_ptr<AccountRunner>> runners;
    for (const auto& [name, slot] : by_name_)
      for (auto& runner : slot->all()) runners.push_back(std::move(runner));
    return runners;
  }

  bool wait_until_empty(steady_clock::time_point until) const {
    bool empty = true;
    for (const auto& runner : all()) empty = runner->gate().wait_until_empty(until) && empty;
    return empty;
  }

  const Options options_;
  const std::shared_ptr<HttpWire> http_;
  std::mutex reload_mutex_;
  std::unique_ptr<LibraryShelf> libraries_;
  std::map<std::string, std::unique_ptr<AccountSlot>, std::less<>> by_name_;
  WireThread frame_thread_;  // ends before the runners it works for
  std::mutex house_mutex_;
  std::condition_variable house_changed_;
  bool house_stopping_ = false;
  std::thread housekeeper_;
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
  host->runners_->start_housekeeping();
  return host;
}

void ChannelHost::stop(std::chrono::milliseconds grace) { runners_->stop(grace); }

Result<std::size_t> ChannelHost::reload(PluginPolicy trust, std::vector<ChannelAccount> accounts) {
  return runners_->reload(std::move(trust), std::move(accounts));
}

Task<Outcome> ChannelHost::execute(ChannelCall call) {
  const AccountSlot* slot = runners_->find(call.operation.channel_account);
  return slot == nullptr ? answer_unknown_account()
                         : AccountRunner::execute(slot->runner(), std::move(call));
}

const ChannelTraits* ChannelHost::find_traits(std::string_view channel_account) const {
  const AccountSlot* slot = runners_->find(channel_account);
  return slot == nullptr ? nullptr : &slot->traits();
}

std::chrono::milliseconds ChannelHost::deadline(std::string_view channel_account) const {
  const AccountSlot* slot = runners_->find(channel_account);
  return slot == nullptr ? std::chrono::milliseconds(0) : slot->runner()->deadline();
}

std::uint64_t ChannelHost::next_sequence(std::string_view channel_account) {
  const AccountSlot* slot = runners_->find(channel_account);
  return slot == nullptr ? 0 : slot->runner()->next_sequence();
}

bool ChannelHost::takes_notifications(std::string_view channel,
                                      std::string_view channel_account) const {
  const AccountSlot* slot = runners_->find(channel_account);
  return slot != nullptr && slot->traits().channel == channel &&
         slot->runner()->takes_notifications();
}

NotificationReading ChannelHost::read_notification(std::string_view channel_account,
                                                   const RawNotification& notification) const {
  const AccountSlot* slot = runners_->find(channel_account);
  CHECK(slot != nullptr);
  const auto runner = slot->runner();
  if (!runner->takes_notifications()) return {};  // a version that came in between refuses
  return runner->read_notification(notification);
}

std::vector<ChannelAccountStats> ChannelHost::stats() const { return runners_->stats(); }

}  // namespace tollgate::channel
