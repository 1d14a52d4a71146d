#include "tests/simulation/world.h"

#include <fmt/format.h>

#include "gateway/base/check.h"
#include "tests/simulation/audit.h"

namespace tollgate::simulation {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::uint64_t kStepsPerPaymentMax = 20'000;

class World {
 public:
  World(const WorldOptions& options, Coverage& coverage);
  ~World();
  WorldResult run();

 private:
  bool settled() const;
  bool step();
  void maybe_crash();
  void start(Process& process);
  void restart_later(Process& process);
  void hand_relay_over();
  bool wake_a_resolver();
  WorldResult result();

  const WorldOptions options_;
  Stage stage_;
  memory::MemoryStore store_;
  Journal journal_{stage_, store_.tables()};
  Books books_{stage_};
  Topic topic_;
  Shared shared_{stage_, store_, journal_, books_, topic_};
  std::vector<std::unique_ptr<Process>> processes_;
  Shop shop_{stage_, processes_};
  ChannelDesk desk_{stage_, books_, store_.tables(), processes_};
  Clerk clerk_{stage_, books_, store_.tables(), processes_};
  Timestamp storm_ends_;
  std::uint64_t next_crash_ = 0;  // at this step
  int crashes_left_ = 0;
};

memory::MemoryStoreOptions store_options() {
  memory::MemoryStoreOptions options;
  options.streams = 2;
  return options;
}

StageOptions stage_options(const WorldOptions& options) {
  return {options.seed, options.defect, options.remember};
}

World::World(const WorldOptions& options, Coverage& coverage)
    : options_(options), stage_(stage_options(options), coverage), store_(store_options()) {
  for (int i = 1; i <= stage_.mix.nodes; ++i)
    processes_.push_back(std::make_unique<Process>(shared_, static_cast<Owner>(i)));
  for (auto& process : processes_) {
    process->on_events = [this] {
      for (auto& other : processes_) other->notify_relay();
    };
    start(*process);
  }
  const std::array<Duration, 4> storms = {minutes(2), minutes(30), hours(3), hours(12)};
  storm_ends_ = stage_.clock.now() + storms[stage_.random.below(storms.size())];
  crashes_left_ = stage_.mix.crashes_most;
  next_crash_ = stage_.random.below(static_cast<std::uint64_t>(options.payments) * 60 + 1);
  boost::asio::co_spawn(stage_.scheduler.executor(kOutside), clerk_.work(), boost::asio::detached);
  shop_.open(options.payments);
}

// Coroutines first: they look at everything else.
World::~World() {
  for (auto& process : processes_)
    if (process->alive()) process->stop();
  stage_.scheduler.drop(kOutside);
}

void World::start(Process& process) {
  bool relay_runs = false;
  for (const auto& other : processes_) relay_runs = relay_runs || other->has_relay();
  process.start(!relay_runs);
}

void World::hand_relay_over() {
  for (const auto& process : processes_)
    if (process->has_relay()) return;
  for (auto& process : processes_)
    if (process->alive()) return process->start_relay();
}

void World::restart_later(Process& process) {
  const std::array<Duration, 3> away = {milliseconds(100), seconds(20), minutes(30)};
  const Duration most = away[stage_.random.below(away.size())];
  stage_.scheduler.post_at(stage_.clock.now() + stage_.between(Duration::zero(), most), kOutside,
                           Work([this, &process] { start(process); }));
}

void World::maybe_crash() {
  if (!stage_.storm || crashes_left_ == 0 || stage_.scheduler.steps() < next_crash_) return;
  Process& process = *processes_[stage_.random.below(processes_.size())];
  next_crash_ += 1 + stage_.random.below(static_cast<std::uint64_t>(options_.payments) * 60);
  if (!process.alive()) return;
  --crashes_left_;
  stage_.tell(PaymentId(), "a process crashes");
  process.crash();
  hand_relay_over();
  restart_later(process);
}

// Nothing runs: what is due next, in the store or by a timer, decides how late it is now.
bool World::wake_a_resolver() {
  const auto due = store_.next_due();
  const auto timer = stage_.scheduler.next_timer();
  if (!due || (timer && *timer < *due)) return false;
  bool waits = false;
  for (const auto& process : processes_)
    waits = waits || (process->alive() && process->resolver_waits());
  if (!waits) return false;
  const Duration late = stage_.between(milliseconds(1), milliseconds(500));
  stage_.clock.advance_to(std::max(*due, stage_.clock.now()) + late);
  // One of them is first; the other looks a little later, if anything is left.
  const std::size_t first = stage_.random.below(processes_.size());
  for (std::size_t i = 0; i < processes_.size(); ++i) {
    const bool woke = processes_[(first + i) % processes_.size()]->wake_for_due();
    if (woke && !stage_.random.one_in(1, 4)) break;
  }
  return true;
}

bool World::step() {
  maybe_crash();
  if (!stage_.scheduler.busy() && !wake_a_resolver()) {
    if (!stage_.scheduler.next_timer()) return false;
  }
  if (stage_.storm && stage_.clock.now() >= storm_ends_) stage_.storm = false;
  return stage_.scheduler.step();
}

// The clerk goes on for ever, and what is due is never done: so everything else is asked.
bool World::settled() const {
  if (shop_.clients() > 0 || desk_.open() > 0 || store_.next_due()) return false;
  for (const auto& [id, operation] : store_.tables().operations)
    if (operation.parked) return false;
  for (const auto& process : processes_)
    if (!process->alive() || !process->relay_idle() || !process->resolver_waits()) return false;
  return !stage_.scheduler.busy();
}

WorldResult World::run() {
  const std::uint64_t most = kStepsPerPaymentMax * static_cast<std::uint64_t>(options_.payments);
  while (stage_.scheduler.steps() < most) {
    if (!stage_.scheduler.busy() && settled()) break;
    if (!step()) break;
  }
  if (stage_.scheduler.steps() >= most)
    stage_.break_promise(8, PaymentId(), "the world never settled");
  const Evidence evidence{stage_, store_.tables(), journal_, books_, topic_, shop_.receipts()};
  audit_money(evidence);
  audit_receipts(evidence);
  audit_bus(evidence);
  audit_rest(evidence);
  return result();
}

WorldResult World::result() {
  WorldResult made;
  made.digest = stage_.scheduler.digest();
  made.steps = stage_.scheduler.steps();
  made.payments = store_.tables().payments.size();
  made.violations = std::move(stage_.violations);
  made.lines = std::move(stage_.lines);
  return made;
}

}  // namespace

WorldResult run_world(const WorldOptions& options, Coverage& coverage) {
  World world(options, coverage);
  return world.run();
}

std::string explain(WorldOptions options) {
  options.remember = true;
  Coverage uncounted;
  const WorldResult result = run_world(options, uncounted);
  if (result.violations.empty()) return "The seed does not fail.\n";
  std::string text;
  for (const Violation& violation : result.violations)
    text += fmt::format("promise {} is broken to {}: {}\n", violation.promise,
                        violation.payment.is_nil() ? "all" : violation.payment.str(),
                        violation.sentence);
  const PaymentId first = result.violations.front().payment;
  text += "its history:\n";
  for (const Line& line : result.lines)
    if (line.payment == first || line.payment.is_nil())
      text += fmt::format("  {}  {}\n", to_rfc3339(line.time), line.text);
  return text;
}

}  // namespace tollgate::simulation
