// operations: many at once, from any thread, left at any step; nothing is kept and nothing is read
// but the request.
#include <dirent.h>
#include <fmt/format.h>
#include <malloc.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstring>
#include <memory>
#include <thread>

#include "gateway/adapters/channel/plugin_operation.h"
#include "gateway/adapters/channel/step_reader.h"
#include "gateway/base/digest.h"
#include "plugin-sdk/channel-check/check.h"
#include "plugin-sdk/channel-check/fixture_trial.h"
#include "plugin-sdk/channel-check/trial.h"

namespace tollgate::kit {
namespace {

using channel::WireReply;
using channel::WireStatus;

constexpr int kInterleaved = 1000;
constexpr int kThreads = 4;
constexpr std::chrono::milliseconds kAnotherSecond{1100};

WireReply nonsense() {
  WireReply reply(WireStatus::ok, "kit");
  reply.http_status = 200;
  reply.body = Secret("{}");
  return reply;
}

// The outcome of every kind and fixture, as one text.
std::string everything(Subject& subject) {
  std::string all;
  const auto add = [&](const Trial& trial) {
    all += bytes_of(trial.messages) + std::string(to_text(trial.outcome.kind)) +
           trial.outcome.channel_reference + trial.outcome.code + "\n";
  };
  for (const OperationKind kind : subject.kinds())
    for (int number = 1; number <= 3; ++number) {
      Ask ask(kind);
      ask.number = number;
      add(run(subject, ask, always(200, "{}")));
    }
  for (const Fixture& fixture : subject.options().fixtures) add(run(subject, fixture));
  return all;
}

// Leaves operations at their first message and, with a fixture, at each later one.
void abandon(Subject& subject, int rounds) {
  for (int i = 0; i < rounds; ++i) {
    const OperationKind kind =
        subject.kinds()[static_cast<std::size_t>(i) % subject.kinds().size()];
    (void)begin_only(subject, Ask(kind));
    if (subject.options().fixtures.empty()) continue;
    const Fixture& fixture =
        subject.options().fixtures[static_cast<std::size_t>(i) % subject.options().fixtures.size()];
    const Asked asked(subject, ask_of(fixture));
    channel::PluginOperation operation(subject.channel(), asked.request());
    const tollgate_step* step = operation.begin();
    for (std::size_t at = 0;
         at + 1 < fixture.exchanges.size() && step != nullptr && step->kind == TOLLGATE_STEP_SEND;
         ++at)
      step = operation.resume(fixture.exchanges[at].reply);
  }
}

Verdict abandoned(Subject& subject) {
  if (!subject.usable()) return skipped("It cannot be used.");
  abandon(subject, kAbandoned / 4);  // what is made once is made
  const std::size_t before = ::mallinfo2().uordblks;
  abandon(subject, kAbandoned);
  const std::size_t after = ::mallinfo2().uordblks;
  if (after > before + kLeakedBytesMax)
    return failed(fmt::format("{} operations that were left half-way leave {} KiB behind.",
                              kAbandoned, (after - before) >> 10U));
  return passed();
}

struct Running {
  std::unique_ptr<Asked> asked;
  std::unique_ptr<channel::PluginOperation> operation;
  std::string sent;
  bool sends = false;  // whether its first step is a message
};

Running started(Subject& subject, int number) {
  const auto& kinds = subject.kinds();
  Ask ask(kinds[static_cast<std::size_t>(number) % kinds.size()]);
  ask.number = number + 1;
  Running running;
  running.asked = std::make_unique<Asked>(subject, ask);
  running.operation =
      std::make_unique<channel::PluginOperation>(subject.channel(), running.asked->request());
  return running;
}

// One call of the plugin: begins it, or answers its last message with nonsense.
void step(Running& running, bool first) {
  const tollgate_step* next =
      first ? running.operation->begin() : running.operation->resume(nonsense());
  auto read = channel::read_step(next, running.asked->request());
  if (read && read->message) running.sent += bytes_of(*read->message);
  if (read && read->outcome) running.sent += std::string(to_text(read->outcome->kind));
  if (!read) running.sent += read.error().message;
}

bool sends_first(Subject& subject, int number) {
  const auto& kinds = subject.kinds();
  Ask ask(kinds[static_cast<std::size_t>(number) % kinds.size()]);
  ask.number = number + 1;
  return !begin_only(subject, ask).messages.empty();
}

std::vector<Running> all_started(Subject& subject, int count) {
  std::vector<Running> all;
  all.reserve(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) {
    all.push_back(started(subject, i));
    all.back().sends = sends_first(subject, i);
  }
  return all;
}

// Each by itself: what the others are compared with.
std::vector<std::string> one_by_one(Subject& subject, int count) {
  std::vector<std::string> sent;
  for (int i = 0; i < count; ++i) {
    Running running = started(subject, i);
    step(running, true);
    if (sends_first(subject, i)) step(running, false);
    sent.push_back(std::move(running.sent));
  }
  return sent;
}

Verdict interleaved(Subject& subject) {
  if (!subject.usable()) return skipped("It cannot be used.");
  const auto alone = one_by_one(subject, kInterleaved);
  std::vector<Running> all = all_started(subject, kInterleaved);
  for (auto& running : all) step(running, true);
  for (std::size_t i = all.size(); i-- > 0;)
    if (all[i].sends) step(all[i], false);
  for (std::size_t i = 0; i < all.size(); ++i)
    if (all[i].sent != alone[i])
      return failed(
          fmt::format("With {} operations under way at once, one sends other bytes or "
                      "ends otherwise than alone.",
                      kInterleaved));
  return passed();
}

// Each operation is begun on one thread and resumed on another, while others do the same.
Verdict threads(Subject& subject) {
  if (!subject.usable()) return skipped("It cannot be used.");
  constexpr int kCount = 400;
  const auto alone = one_by_one(subject, kCount);
  std::vector<Running> all = all_started(subject, kCount);
  for (const bool first : {true, false}) {
    std::vector<std::thread> workers;
    workers.reserve(kThreads);
    for (int worker = 0; worker < kThreads; ++worker)
      workers.emplace_back([&, worker] {
        const int share = first ? worker : kThreads - 1 - worker;
        for (int i = share; i < kCount; i += kThreads)
          if (first || all[static_cast<std::size_t>(i)].sends)
            step(all[static_cast<std::size_t>(i)], first);
      });
    for (auto& worker : workers) worker.join();
  }
  for (std::size_t i = 0; i < all.size(); ++i)
    if (all[i].sent != alone[i])
      return failed(
          "Resumed on another thread than it was begun on, an operation sends other "
          "bytes or ends otherwise.");
  return passed();
}

Verdict same_in_another_second(Subject& subject) {
  if (!subject.usable()) return skipped("It cannot be used.");
  const std::string now = everything(subject);
  std::this_thread::sleep_for(kAnotherSecond);  // the real clock, which it must not look at
  return everything(subject) == now
             ? passed()
             : failed("A second later the same requests send other bytes: it reads a clock.");
}

// Two processes, each from its own load: only bytes that nothing but the request decides agree.
Verdict same_in_another_process(Subject& subject) {
  void* shared =
      ::mmap(nullptr, sizeof(Digest32), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (shared == MAP_FAILED) return failed("The kit has no memory left.");
  const pid_t child = ::fork();
  if (child == 0) {
    ::setenv("TOLLGATE_CHECK_CANARY", "1", 1);
    ::setenv("LANG", "de_DE.UTF-8", 1);
    ::setenv("TZ", "Pacific/Kiritimati", 1);
    if (subject.usable()) {
      const Digest32 digest = sha256(everything(subject));
      std::memcpy(shared, digest.data(), digest.size());
    }
    ::_exit(0);
  }
  ::waitpid(child, nullptr, 0);
  if (!subject.usable()) return skipped("It cannot be used.");
  const Digest32 digest = sha256(everything(subject));
  return std::memcmp(shared, digest.data(), digest.size()) == 0
             ? passed()
             : failed(
                   "In another process, with another environment, the same requests send other "
                   "bytes: it uses randomness or its environment.");
}

std::size_t entries_of(const char* folder) {
  std::size_t count = 0;
  DIR* open = ::opendir(folder);
  while (open != nullptr && ::readdir(open) != nullptr) ++count;
  if (open != nullptr) ::closedir(open);
  return count;
}

Verdict no_traces(Subject& subject) {
  if (!subject.usable()) return skipped("It cannot be used.");
  const std::size_t files = entries_of("/proc/self/fd");
  const std::size_t tasks = entries_of("/proc/self/task");
  struct sigaction before {};
  struct sigaction after {};
  ::sigaction(SIGPIPE, nullptr, &before);
  (void)everything(subject);
  ::sigaction(SIGPIPE, nullptr, &after);
  if (entries_of("/proc/self/fd") > files) return failed("It leaves a file or socket open.");
  if (entries_of("/proc/self/task") > tasks) return failed("It leaves a thread running.");
  if (before.sa_handler != after.sa_handler) return failed("It changes how signals are handled.");
  return passed();
}

}  // namespace

std::span<const Check> operation_checks() {
  static constexpr Check kChecks[] = {
      {"operations.abandoned", "An operation that is left at any step leaves nothing behind.",
       &abandoned},
      {"operations.interleaved", "A thousand operations at once do not disturb each other.",
       &interleaved},
      {"operations.threads", "An operation may go on on another thread, while others do.",
       &threads},
      {"operations.clock", "It reads no clock.", &same_in_another_second},
      {"operations.pure", "It uses no randomness and nothing of its environment.",
       &same_in_another_process},
      {"operations.no_traces", "It opens no file or socket, starts no thread, sets no signal.",
       &no_traces},
  };
  return kChecks;
}

}  // namespace tollgate::kit
