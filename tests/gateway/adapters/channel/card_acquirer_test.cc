// The card plugin in the host against the sandbox's acquirer, which is a program of its own that
// knows nothing of the gateway: the whole way from an operation to ISO 8583 and back.
#include <gtest/gtest.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "gateway/adapters/channel/channel_host.h"
#include "tests/gateway/adapters/channel/channel_test_support.h"
#include "tests/gateway/adapters/channel/test_server.h"

namespace tollgate::channel {
namespace {

using namespace std::chrono_literals;

// acquirer.py as a child process, killed at the end.
class Acquirer {
 public:
  Acquirer() {
    std::string name = (std::filesystem::temp_directory_path() / "tollgate-XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
    const std::string script = std::string(TOLLGATE_SOURCE_DIR) + "/sandbox/acquirer/acquirer.py";
    std::vector<std::string> words = {
        "python3",         script,      "--listen",           "127.0.0.1:0",      "--port-file",
        folder_ + "/port", "--journal", folder_ + "/journal", "--require-sign-on"};
    std::vector<char*> arguments;
    for (auto& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    if (::posix_spawnp(&child_, "python3", nullptr, nullptr, arguments.data(), environ) != 0)
      throw std::runtime_error("python3 cannot be started");
    if (!eventually([this] { return std::filesystem::exists(folder_ + "/port"); }))
      throw std::runtime_error("the acquirer does not listen");
    std::ifstream(folder_ + "/port") >> port_;
  }
  ~Acquirer() {
    ::kill(child_, SIGKILL);
    ::waitpid(child_, nullptr, 0);
    std::filesystem::remove_all(folder_);
  }
  Acquirer(const Acquirer&) = delete;
  Acquirer& operator=(const Acquirer&) = delete;
  int port() const { return port_; }

 private:
  std::string folder_;
  pid_t child_ = -1;
  int port_ = 0;
};

class CardAcquirerTest : public ::testing::Test {
 protected:
  CardAcquirerTest() {
    ChannelAccount account;
    account.name = "main";
    account.plugin = std::string(TOLLGATE_BINARY_DIR) + "/plugins/card.so";
    account.settings = R"({"addresses":["127.0.0.1:)" + std::to_string(acquirer_.port()) +
                       R"("],"acquirer_id":"123456","terminal_id":"TERM0001",)"
                       R"("merchant_id":"MERCHANT0000001","merchant_category_code":"5999",)"
                       R"("timeout_ms":2000})";
    auto host = ChannelHost::start({}, {account}, clock_, random_);
    if (!host) throw std::runtime_error(host.error().message);
    host_ = std::move(*host);
  }

  // Performs the operation and keeps its outcome in it, as the gateway's store would.
  Operation perform(OperationKind kind, std::int64_t minor, const std::string& card_number,
                    const std::optional<Operation>& original = std::nullopt) {
    ChannelCall call = make_call(kind, "Two coffees", minor);
    call.operation.sequence = host_->next_sequence("main");
    call.original = original;
    call.card = make_card(card_number);
    call.merchant_reference = "order-1";
    Operation operation = call.operation;
    operation.outcome = run(host_->execute(std::move(call)));
    return operation;
  }

  SystemClock clock_;
  SystemRandom random_;
  Acquirer acquirer_;
  std::unique_ptr<ChannelHost> host_;
};

constexpr const char* kGoodCard = "4111111111111111";
constexpr const char* kNoFundsCard = "4000005100000004";  // 400000 CC ...: response code 51
constexpr const char* kSilentCard = "4000010100000003";   // 400001 FF ...: takes effect, silent

TEST_F(CardAcquirerTest, AuthorizesCapturesAndRefunds) {
  const Operation authorized = perform(OperationKind::authorize, 1999, kGoodCard);
  ASSERT_EQ(authorized.outcome.kind, OutcomeKind::approved) << authorized.outcome.code;
  EXPECT_FALSE(authorized.outcome.authorization_code.empty());
  const Operation captured = perform(OperationKind::capture, 1999, kGoodCard, authorized);
  ASSERT_EQ(captured.outcome.kind, OutcomeKind::approved) << captured.outcome.code;
  const Operation refunded = perform(OperationKind::refund, 500, kGoodCard, captured);
  EXPECT_EQ(refunded.outcome.kind, OutcomeKind::approved) << refunded.outcome.code;
}

TEST_F(CardAcquirerTest, SellsAtOnce) {
  EXPECT_EQ(perform(OperationKind::sale, 1999, kGoodCard).outcome.kind, OutcomeKind::approved);
}

TEST_F(CardAcquirerTest, IsDeclined) {
  const Outcome outcome = perform(OperationKind::authorize, 1999, kNoFundsCard).outcome;
  EXPECT_EQ(outcome.kind, OutcomeKind::declined);
  EXPECT_EQ(outcome.code, "insufficient_funds");
  EXPECT_EQ(outcome.channel_code, "51");
}

TEST_F(CardAcquirerTest, UndoesAnAuthorizationThatWasNeverAnswered) {
  const Operation silent = perform(OperationKind::authorize, 1999, kSilentCard);
  EXPECT_EQ(silent.outcome.kind, OutcomeKind::unknown);
  // The reversal is struck by the same silence once; its repeat is answered.
  Operation undone = perform(OperationKind::void_payment, 1999, kSilentCard, silent);
  if (undone.outcome.kind == OutcomeKind::unknown) {
    ChannelCall again(undone);
    again.operation.attempt = 2;
    again.original = silent;
    again.card = make_card(kSilentCard);
    undone.outcome = run(host_->execute(std::move(again)));
  }
  EXPECT_EQ(undone.outcome.kind, OutcomeKind::approved) << undone.outcome.code;
}

TEST_F(CardAcquirerTest, IsInServiceOnOneConnection) {
  perform(OperationKind::sale, 1999, kGoodCard);
  const ChannelAccountStats stats = host_->stats().front();
  EXPECT_EQ(stats.plugin, "tollgate.card");
  EXPECT_EQ(stats.connections_up, 1U);
  EXPECT_EQ(stats.late_frames, 0U);
}

}  // namespace
}  // namespace tollgate::channel
