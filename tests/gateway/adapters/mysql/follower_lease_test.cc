// The follower's lease on a real server: what one process alone cannot show.
#include "gateway/app/follower_lease.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "gateway/adapters/mysql/event_source.h"
#include "tests/gateway/adapters/mysql/private_server.h"
#include "tests/gateway/adapters/mysql/stored_truth.h"

namespace tollgate::mysql {
namespace {

constexpr Duration kLong = std::chrono::hours(1);

class MySqlFollowerLeaseTest : public testing::Test {
 protected:
  void run_out() {
    test::execute(options_, "UPDATE follower_leases SET expires_at = UTC_TIMESTAMP(6)");
  }
  const ConnectionOptions options_ = test::empty_database();
  MySqlEventSource first_{options_};
  MySqlEventSource second_{options_};
};

TEST_F(MySqlFollowerLeaseTest, OfManyThatClaimAtOnceOneGetsIt) {
  constexpr int kNodes = 8;
  for (std::uint64_t round = 1; round <= 20; ++round) {
    std::atomic<int> holders{0};
    std::vector<std::thread> nodes;
    for (int node = 0; node < kNodes; ++node)
      nodes.emplace_back([&, node] {
        MySqlEventSource source(options_);
        const auto claimed = source.claim_follower("kafka", std::to_string(node), kLong);
        ASSERT_TRUE(claimed.ok()) << claimed.error().message;
        if (!*claimed) return;
        EXPECT_EQ((*claimed)->epoch, round);
        ++holders;
      });
    for (std::thread& node : nodes) node.join();
    ASSERT_EQ(holders, 1) << "round " << round;
    run_out();
  }
}

TEST_F(MySqlFollowerLeaseTest, AStalledOwnerIsFencedAtItsNextSave) {
  FollowerLease stalled(first_, "kafka", "stalled");
  FollowerLease heir(second_, "kafka", "heir");
  ASSERT_EQ(stalled.keep(), FollowerLease::Standing::mine);
  ASSERT_TRUE(stalled.save({{1, 10}, {2, 20}}).ok());
  ASSERT_EQ(heir.keep(), FollowerLease::Standing::other);

  FollowerLease next(second_, "kafka", "next");
  run_out();
  ASSERT_EQ(next.keep(), FollowerLease::Standing::mine);
  EXPECT_EQ(stalled.save({{1, 99}, {3, 1}}).error().code, ErrorCode::conflict);
  EXPECT_EQ(stalled.keep(), FollowerLease::Standing::other);
  EXPECT_EQ(first_.load_cursors("kafka").value(), (StreamCursors{{1, 10}, {2, 20}}));
  EXPECT_TRUE(next.save({{1, 11}}).ok());
}

// A save has checked its epoch and is about to write: whoever takes over waits for it, and then
// begins behind it. Otherwise the heir would read the old place and the save would land after.
TEST_F(MySqlFollowerLeaseTest, ATakeoverWaitsForASaveThatIsUnderWay) {
  const FollowerEpoch held = first_.claim_follower("kafka", "a", kLong).value().value();
  ASSERT_TRUE(first_.save_cursors(held, {{1, 10}}).ok());
  run_out();
  auto saving = Connection::connect(options_, Autocommit::off);
  ASSERT_TRUE(saving.ok());
  ASSERT_TRUE(
      (*saving)
          ->query("SELECT 1 FROM follower_leases FOR UPDATE", [](Row& row) { row.integer(); })
          .ok());
  ASSERT_TRUE((*saving)->execute("UPDATE follower_cursors SET number = 11").ok());

  ConnectionOptions impatient = options_;
  impatient.lock_wait_timeout = std::chrono::seconds(1);
  MySqlEventSource heir(impatient);
  EXPECT_FALSE(heir.claim_follower("kafka", "b", kLong).ok()) << "it must not get it meanwhile";
  ASSERT_TRUE((*saving)->execute("COMMIT").ok());
  const auto claimed = heir.claim_follower("kafka", "b", kLong);
  ASSERT_TRUE(claimed.ok());
  EXPECT_TRUE(claimed->has_value());
  EXPECT_EQ(heir.load_cursors("kafka").value(), (StreamCursors{{1, 11}}));
}

}  // namespace
}  // namespace tollgate::mysql
