// A new version of a plugin comes while operations run: none is dropped, those under way end in the
// old version, and the old one is closed when the last has left.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <future>
#include <iterator>
#include <thread>

#include "gateway/adapters/channel/channel_host.h"
#include "tests/gateway/adapters/channel/channel_test_support.h"
#include "tests/gateway/adapters/channel/test_server.h"

namespace tollgate::channel {
namespace {

using ::testing::HasSubstr;

class ReloadTest : public ::testing::TestWithParam<bool> {
 protected:
  ReloadTest() {
    std::string name = (std::filesystem::temp_directory_path() / "tollgate-XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
  }
  ~ReloadTest() override {
    host_.reset();
    std::filesystem::remove_all(folder_);
  }

  // The plugin with `from` turned into `to` in its bytes: another file, another answer. Renamed
  // into place, as an installation does.
  void install(const std::string& plugin, const std::string& from, const std::string& to) {
    std::ifstream file(test_plugin(plugin), std::ios::binary);
    std::string bytes{std::istreambuf_iterator<char>(file), {}};
    for (auto at = from.empty() ? std::string::npos : bytes.find(from); at != std::string::npos;
         at = bytes.find(from, at + to.size()))
      bytes.replace(at, from.size(), to);
    const std::string part = folder_ + "/part";
    std::ofstream(part, std::ios::binary).write(bytes.data(), static_cast<long>(bytes.size()));
    ::chmod(part.c_str(), 0644);
    std::filesystem::rename(part, path());
  }
  std::string path() const { return folder_ + "/plugin.so"; }

  ChannelAccount account(const std::string& settings = "{}") const {
    ChannelAccount account = make_account("instant", settings);
    account.plugin = path();
    account.isolated = GetParam();
    return account;
  }
  void start(ChannelAccount account) {
    ChannelHost::Options options;
    options.host_program = channel_host_program();
    auto host = ChannelHost::start(std::move(options), {std::move(account)}, clock_, random_);
    ASSERT_TRUE(host.ok()) << host.error().message;
    host_ = std::move(*host);
  }
  void reload(ChannelAccount account, std::size_t changed) {
    const auto result = host_->reload({}, {std::move(account)});
    ASSERT_TRUE(result.ok()) << result.error().message;
    EXPECT_EQ(*result, changed);
  }
  std::string refusal(std::vector<ChannelAccount> accounts) {
    const auto result = host_->reload({}, std::move(accounts));
    return result.ok() ? "" : result.error().message;
  }
  Outcome sale() { return run(host_->execute(make_sale(""))); }
  std::uint64_t draining() const { return host_->stats().front().versions_draining; }
  void wait_until_drained() const {
    while (draining() > 0) std::this_thread::yield();
  }

  SystemClock clock_;
  SystemRandom random_;
  std::string folder_;
  std::unique_ptr<ChannelHost> host_;
};

INSTANTIATE_TEST_SUITE_P(Reload, ReloadTest, ::testing::Bool(),
                         [](const auto& info) { return info.param ? "Isolated" : "InProcess"; });

TEST_P(ReloadTest, NewOperationsGoToTheNewVersion) {
  install("instant", "instant-1", "instant-1");
  start(account());
  EXPECT_EQ(sale().channel_reference, "instant-1");
  const std::uint64_t sequence = host_->next_sequence("main");
  const std::string before = host_->stats().front().sha256;
  reload(account(), 0);
  install("instant", "instant-1", "instant-2");
  EXPECT_EQ(sale().channel_reference, "instant-1");  // not before somebody says so
  reload(account(), 1);
  EXPECT_EQ(sale().channel_reference, "instant-2");
  wait_until_drained();
  EXPECT_NE(host_->stats().front().sha256, before);
  EXPECT_EQ(host_->next_sequence("main"), sequence + 1);
  EXPECT_EQ(host_->stats().front().outcomes[static_cast<int>(OutcomeKind::approved)], 3U);
}

// Regression: with the key left out of what tells versions apart, the old one went on signing.
TEST_P(ReloadTest, AnotherKeyIsAnotherVersion) {
  install("instant", "instant-1", "instant-1");
  const auto with_key = [this](char fill) {
    ChannelAccount with = account();
    with.keys.emplace_back("mac", Secret(std::string(32, fill)));
    return with;
  };
  start(with_key('a'));
  reload(with_key('a'), 0);
  reload(with_key('b'), 1);
}

TEST_P(ReloadTest, NoOperationIsDroppedUnderLoad) {
  install("instant", "instant-1", "instant-0");
  start(account());
  std::atomic<bool> over{false};
  std::atomic<int> approved{0};
  std::atomic<int> other{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 3; ++i)
    threads.emplace_back([&] {
      while (!over) ++(sale().kind == OutcomeKind::approved ? approved : other);
    });
  for (int version = 1; version < 8; ++version) {
    const int so_far = approved;
    while (approved < so_far + 20) std::this_thread::yield();
    const std::string reference = "instant-" + std::to_string(version);
    install("instant", "instant-1", reference);
    reload(account(), 1);
    EXPECT_EQ(sale().channel_reference, reference);
  }
  over = true;
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(other, 0);
  wait_until_drained();
}

TEST_P(ReloadTest, AnOperationUnderWayEndsInTheOldVersion) {
  std::atomic<int> asked{0};
  std::promise<void> may_answer;
  std::shared_future<void> answer = may_answer.get_future().share();
  TestServer server([&](Peer& peer, int) {
    while (peer.read_http()) {
      ++asked;
      answer.wait();
      peer.write("HTTP/1.1 200 -\r\nContent-Length: 4\r\n\r\nch_1");
    }
  });
  const std::string settings = R"({"url":")" + server.url() + "\"}";
  install("hello", "Neither yes", "Neither yes");
  start(account(settings));
  auto waiting = std::async(std::launch::async, [this] { return sale(); });
  while (asked == 0) std::this_thread::yield();
  install("hello", "Neither yes", "neither yes");
  reload(account(settings), 1);
  EXPECT_EQ(draining(), 1U);
  EXPECT_EQ(host_->stats().front().in_flight, 1U);
  may_answer.set_value();
  EXPECT_EQ(waiting.get().channel_reference, "ch_1");
  wait_until_drained();
  EXPECT_EQ(sale().channel_reference, "ch_1");
  EXPECT_EQ(asked, 2);
}

TEST_P(ReloadTest, OtherSettingsAreAnotherVersion) {
  TestServer first([](Peer& peer, int) {
    while (peer.read_http()) peer.write("HTTP/1.1 200 -\r\nContent-Length: 4\r\n\r\nch_1");
  });
  TestServer second([](Peer& peer, int) {
    while (peer.read_http()) peer.write("HTTP/1.1 200 -\r\nContent-Length: 4\r\n\r\nch_2");
  });
  install("hello", "", "");
  start(account(R"({"url":")" + first.url() + "\"}"));
  EXPECT_EQ(sale().channel_reference, "ch_1");
  reload(account(R"({"url":")" + second.url() + "\"}"), 1);
  EXPECT_EQ(sale().channel_reference, "ch_2");
}

TEST_P(ReloadTest, ARefusedReloadChangesNothing) {
  install("instant", "instant-1", "instant-1");
  start(account());
  auto renamed = account();
  renamed.name = "renamed";
  EXPECT_THAT(refusal({renamed}), HasSubstr("other channel accounts than before"));
  EXPECT_THAT(refusal({account(), renamed}), HasSubstr("other channel accounts than before"));
  auto slower = account();
  slower.deadline *= 2;
  EXPECT_THAT(refusal({slower}), HasSubstr("which a reload cannot bring"));
  install("scripted", "", "");  // declares other operations
  EXPECT_THAT(refusal({account()}), HasSubstr("declares other operations"));
  install("no_entry", "", "");
  EXPECT_THAT(refusal({account()}), HasSubstr("tollgate_channel_entry"));
  install("instant", "instant-1", "instant-2");
  auto pinned = account();
  pinned.sha256 = {std::string(64, '0')};
  EXPECT_THAT(refusal({pinned}), HasSubstr("not on the allow-list"));
  EXPECT_EQ(sale().channel_reference, "instant-1");
  EXPECT_EQ(draining(), 0U);
}

TEST_P(ReloadTest, AStopWaitsForOldVersionsToo) {
  std::atomic<int> asked{0};
  TestServer server([&](Peer& peer, int) {
    while (peer.read_http()) {
      ++asked;
      peer.wait_for_end();
    }
  });
  const std::string settings = R"({"url":")" + server.url() + "\"}";
  install("hello", "", "");
  start(account(settings));
  auto waiting = std::async(std::launch::async, [this] { return sale(); });
  while (asked == 0) std::this_thread::yield();
  install("hello", "Neither yes", "neither yes");
  reload(account(settings), 1);
  host_->stop(std::chrono::milliseconds(0));
  EXPECT_EQ(waiting.get().kind, OutcomeKind::unknown);
}

}  // namespace
}  // namespace tollgate::channel
