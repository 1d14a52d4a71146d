// Plugins in a process of their own: they answer as in the gateway, and whatever they do to their
// process costs a restart and no other payment.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <filesystem>
#include <fstream>
#include <future>
#include <iterator>
#include <regex>
#include <thread>

#include "gateway/adapters/channel/channel_host.h"
#include "gateway/adapters/channel/isolation/isolated_plugin.h"
#include "gateway/adapters/channel/operation_driver.h"
#include "gateway/adapters/channel/plugin_notification.h"
#include "tests/gateway/adapters/channel/channel_test_support.h"
#include "tests/gateway/adapters/channel/test_server.h"

namespace tollgate::channel {
namespace {

using ::testing::AnyOf;
using ::testing::HasSubstr;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kSanitized = true;  // the process is not shut in, and dies in the sanitizer's way
#else
constexpr bool kSanitized = false;
#endif

ChannelAccount isolated(ChannelAccount account) {
  account.isolated = true;
  return account;
}

class IsolationTest : public ::testing::Test {
 protected:
  void start(ChannelAccount account) {
    ChannelHost::Options options;
    options.host_program = channel_host_program();
    auto host =
        ChannelHost::start(std::move(options), {isolated(std::move(account))}, clock_, random_);
    ASSERT_TRUE(host.ok()) << host.error().message;
    host_ = std::move(*host);
  }
  Outcome sale(const std::string& word) { return run(host_->execute(make_sale(word))); }
  ChannelAccountStats stats() const { return host_->stats().front(); }

  // After at most one death of its process the plugin answers, and that death was counted.
  void expect_one_restart(std::uint64_t deaths_before = 0) {
    EXPECT_EQ(sale("nothing").kind, OutcomeKind::approved);
    if (kSanitized)
      EXPECT_GT(stats().process_deaths, deaths_before);
    else
      EXPECT_EQ(stats().process_deaths, deaths_before + 1);
    EXPECT_TRUE(stats().process_running);
  }

  SystemClock clock_;
  SystemRandom random_;
  std::unique_ptr<ChannelHost> host_;
};

class EndsItsProcess : public IsolationTest, public ::testing::WithParamInterface<const char*> {};

// Nothing can have left the gateway before the first step: the payment may go on to another
// account.
TEST_P(EndsItsProcess, BeforeAMessageItIsNotSentAndCostsOneRestart) {
  start(make_account("unruly"));
  const Outcome outcome = sale(GetParam());
  EXPECT_EQ(outcome.kind, OutcomeKind::not_sent);
  EXPECT_EQ(outcome.code, "plugin_fault");
  expect_one_restart();
  EXPECT_EQ(stats().plugin_faults, 1U);
}

INSTANTIATE_TEST_SUITE_P(Isolation, EndsItsProcess,
                         ::testing::Values("segfault", "abort", "exit", "overflow", "loop", "sleep",
                                           "write_garbage"));

TEST_F(IsolationTest, AProcessThatVanishesIsAskedOnceMore) {
  start(make_account("unruly"));
  EXPECT_EQ(sale("exit_at_once").kind, OutcomeKind::not_sent);  // and again in the next process
  EXPECT_EQ(sale("nothing").kind, OutcomeKind::approved);
  EXPECT_EQ(stats().process_deaths, 2U);
}

TEST_F(IsolationTest, AfterAMessageTheOutcomeIsUnknown) {
  TestServer server([](Peer& peer, int) {
    while (peer.read_http()) peer.write("HTTP/1.1 200 -\r\nContent-Length: 2\r\n\r\nok");
  });
  start(make_account("unruly", R"({"url":")" + server.url() + "\"}"));
  EXPECT_EQ(sale("send nothing").kind, OutcomeKind::approved);
  const Outcome outcome = sale("send segfault");
  EXPECT_EQ(outcome.kind, OutcomeKind::unknown);
  EXPECT_EQ(outcome.code, "plugin_fault");
  expect_one_restart();
}

TEST_F(IsolationTest, TenGigabytesAreNotThere) {
  if (kSanitized) GTEST_SKIP() << "a sanitizer needs the addresses";
  start(make_account("unruly"));
  EXPECT_EQ(sale("allocate").kind, OutcomeKind::unknown);  // std::bad_alloc, which the glue catches
  EXPECT_EQ(sale("nothing").kind, OutcomeKind::approved);
  EXPECT_EQ(stats().process_deaths, 0U);
}

TEST_F(IsolationTest, NothingCanBeOpenedClosedSentOrStarted) {
  if (kSanitized) GTEST_SKIP() << "a sanitizer needs the system calls";
  start(make_account("unruly"));
  EXPECT_EQ(sale("open_file").channel_reference, "No such file or directory");
  EXPECT_EQ(sale("write_file").channel_reference, "No such file or directory");
  EXPECT_EQ(sale("network").channel_reference, "Operation not permitted");
  EXPECT_EQ(sale("fork").channel_reference, "Operation not permitted");
  EXPECT_EQ(sale("run").channel_reference, "Operation not permitted");
  EXPECT_EQ(sale("close_files").channel_reference, "0");
  EXPECT_EQ(stats().process_deaths, 0U);
}

// A bank that answers when the test says so.
class SlowBank {
 public:
  SlowBank()
      : server_([this](Peer& peer, int) {
          while (peer.read_http()) {
            ++asked_;
            may_answer_.wait();
            peer.write("HTTP/1.1 200 -\r\nContent-Length: 2\r\n\r\nok");
          }
        }) {}
  ChannelAccount account() const {
    return make_account("unruly", R"({"url":")" + server_.url() + "\"}");
  }
  void wait_until_asked() const {
    while (asked_ == 0) std::this_thread::yield();
  }
  void answer() { answer_.set_value(); }
  int asked() const { return asked_; }

 private:
  std::atomic<int> asked_{0};
  std::promise<void> answer_;
  std::shared_future<void> may_answer_ = answer_.get_future().share();
  TestServer server_;
};

TEST_F(IsolationTest, AnOperationUnderWayGoesOnInTheNextProcess) {
  SlowBank bank;
  start(bank.account());
  auto waiting = std::async(std::launch::async, [this] { return sale("send nothing"); });
  bank.wait_until_asked();
  EXPECT_EQ(sale("segfault").kind, OutcomeKind::not_sent);
  bank.answer();
  EXPECT_EQ(waiting.get().kind, OutcomeKind::approved);
  EXPECT_EQ(bank.asked(), 1);
  EXPECT_EQ(stats().operations_replayed, 1U);
}

TEST_F(IsolationTest, APluginThatIsNoPureFunctionIsNotPlayedAgain) {
  SlowBank bank;
  start(bank.account());
  auto waiting = std::async(std::launch::async, [this] { return sale("send impure"); });
  bank.wait_until_asked();
  sale("segfault");
  bank.answer();
  EXPECT_EQ(waiting.get().kind, OutcomeKind::unknown);
}

TEST_F(IsolationTest, APluginThatDiesTooOftenStaysAway) {
  start(make_account("unruly"));
  for (std::size_t i = 0; i < RestartLimit::kDeathsMax; ++i) sale("segfault");
  const Outcome outcome = sale("nothing");
  EXPECT_EQ(outcome.kind, OutcomeKind::not_sent);
  EXPECT_EQ(outcome.code, "channel_unavailable");
  EXPECT_FALSE(stats().process_running);
  EXPECT_GE(stats().process_deaths, RestartLimit::kDeathsMax);
}

TEST(RestartLimitTest, PausesLongerEachTimeAndForgets) {
  using std::chrono::milliseconds;
  using std::chrono::seconds;
  RestartLimit limit;
  RestartLimit::Time now{};
  const auto death_after = [&](seconds later) { return limit.pause_after_death(now += later); };
  EXPECT_EQ(death_after(seconds(0)), milliseconds(0));
  EXPECT_EQ(death_after(seconds(1)), milliseconds(0));
  EXPECT_EQ(death_after(seconds(1)), seconds(5));
  EXPECT_EQ(death_after(seconds(6)), seconds(10));  // the first thing it does is to die again
  EXPECT_EQ(death_after(seconds(30)), milliseconds(0));
  EXPECT_EQ(death_after(seconds(1)), milliseconds(0));
  EXPECT_EQ(death_after(seconds(1)), seconds(20));
  EXPECT_EQ(death_after(seconds(100)), milliseconds(0));  // well for long: all is forgotten
  EXPECT_EQ(death_after(seconds(1)), milliseconds(0));
  EXPECT_EQ(death_after(seconds(1)), seconds(5));
}

TEST_F(IsolationTest, RefusesWhatCannotBeLoadedByTheSameWords) {
  const auto refusal = [this](const std::string& plugin, const std::string& program) {
    ChannelHost::Options options;
    options.host_program = program;
    auto host = ChannelHost::start(options, {isolated(make_account(plugin))}, clock_, random_);
    return host.ok() ? std::string() : host.error().message;
  };
  EXPECT_THAT(refusal("other_abi", channel_host_program()), HasSubstr("ABI version 7"));
  EXPECT_THAT(refusal("no_entry", channel_host_program()), HasSubstr("tollgate_channel_entry"));
  EXPECT_THAT(refusal("unresolved", channel_host_program()),
              HasSubstr("a_function_that_nobody_has"));
  EXPECT_THAT(refusal("bad_descriptor", channel_host_program()),
              HasSubstr("describes the operation sale twice"));
  EXPECT_THAT(refusal("hello", channel_host_program()),
              HasSubstr("The setting url or address is missing"));
  EXPECT_THAT(refusal("instant", "/nowhere/host"), HasSubstr("/nowhere/host cannot be started"));
}

TEST_F(IsolationTest, SpeaksInFramesWithSessions) {
  TestServer server([](Peer& peer, int) {
    while (const auto frame = peer.read_frame())
      peer.write_frame(frame->substr(0, frame->find('|')) + "|yes");
  });
  start(make_account("hello", R"({"address":")" + server.address() + R"(","session":"yes"})"));
  const Outcome outcome = sale("");
  EXPECT_EQ(outcome.kind, OutcomeKind::approved);
  EXPECT_THAT(outcome.channel_reference, HasSubstr("|yes"));
}

// Every word a test plugin knows, good and bad.
std::vector<std::string> words_of(const std::string& plugin) {
  std::ifstream file(std::string(TOLLGATE_SOURCE_DIR) + "/tests/gateway/adapters/channel/plugins/" +
                     plugin);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  const std::regex entry(R"re(^      \{"([a-z_]+)",)re", std::regex::multiline);
  std::vector<std::string> words;
  for (std::sregex_iterator at(text.begin(), text.end(), entry), end; at != end; ++at)
    words.push_back((*at)[1]);
  return words;
}

Outcome drive(const PluginChannel& channel, const ChannelCall& call) {
  ScriptedWire wire({WireStatus::ok});
  const PluginRequest request(channel, call, RequestRandom{});
  return run(drive_operation(channel, wire, request, {}));
}

TEST(IsolationTwins, StepsAreTheSameInBothProcesses) {
  const auto here = make_channel(make_account("scripted"));
  const auto there = make_channel(isolated(make_account("scripted")));
  const auto words = words_of("scripted.cc");
  ASSERT_GT(words.size(), 50U);
  for (const auto& word : words)
    for (const std::string& script : {word, "send;" + word, "send_frame;" + word}) {
      ChannelCall call = make_sale(script);
      call.card = make_card("4111111111111111");
      const Outcome expected = drive(*here, call);
      const Outcome got = drive(*there, call);
      EXPECT_EQ(got.kind, expected.kind) << script;
      EXPECT_EQ(got.code, expected.code) << script;
      EXPECT_EQ(got.message, expected.message) << script;
      EXPECT_EQ(got.approved_minor, expected.approved_minor) << script;
      EXPECT_EQ(got.next_action.has_value(), expected.next_action.has_value()) << script;
      if (got.next_action && expected.next_action) {
        EXPECT_EQ(got.next_action->url, expected.next_action->url) << script;
        EXPECT_EQ(got.next_action->qr_code, expected.next_action->qr_code) << script;
        EXPECT_EQ(got.next_action->data, expected.next_action->data) << script;
      }
    }
}

// The gateway's own children.
void kill_plugin_processes() {
  for (const auto& task : std::filesystem::directory_iterator("/proc/self/task")) {
    std::ifstream children(task.path() / "children");
    for (pid_t child = 0; children >> child;) ::kill(child, SIGKILL);
  }
}

TEST(IsolationNotifications, AProcessThatIsAwayRefusesNothing) {
  const auto channel = make_channel(isolated(make_account("notifying")));
  RawNotification raw;
  raw.method = "POST";
  raw.body = "nothing";
  bool later = false;
  for (int deaths = 0; deaths < 100 && !later; ++deaths) {
    kill_plugin_processes();
    bool fault = false;
    const auto reading = read_plugin_notification(*channel, raw, fault);
    later = reading.later;
    if (!later) continue;
    EXPECT_FALSE(reading.accepted);
    EXPECT_FALSE(fault);
  }
  EXPECT_TRUE(later) << "its process never stayed away";
}

TEST(IsolationTwins, ReadingsAreTheSameInBothProcesses) {
  const auto here = make_channel(make_account("notifying"));
  const auto there = make_channel(isolated(make_account("notifying")));
  const auto words = words_of("notifying.cc");
  ASSERT_GT(words.size(), 20U);
  SystemRandom random;
  const std::string operation = OperationId::make(SystemClock().now(), random).str();
  for (const auto& word : words) {
    RawNotification raw;
    raw.method = "POST";
    raw.headers = {{"Signature", "x"}, {"signature", "y"}};
    raw.body = word + " " + operation;
    bool fault_here = false;
    bool fault_there = false;
    const auto expected = read_plugin_notification(*here, raw, fault_here);
    const auto got = read_plugin_notification(*there, raw, fault_there);
    EXPECT_EQ(fault_there, fault_here) << word;
    EXPECT_EQ(got.accepted, expected.accepted) << word;
    EXPECT_EQ(got.event_id, expected.event_id) << word;
    EXPECT_EQ(got.reports.size(), expected.reports.size()) << word;
    EXPECT_EQ(got.foreign, expected.foreign) << word;
    EXPECT_EQ(got.answer.status, expected.answer.status) << word;
    EXPECT_EQ(got.answer.body, expected.answer.body) << word;
  }
}

}  // namespace
}  // namespace tollgate::channel
