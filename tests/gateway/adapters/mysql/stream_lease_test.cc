#include "gateway/adapters/mysql/stream_lease.h"

#include <gtest/gtest.h>

#include "gateway/adapters/mysql/batch_transaction.h"
#include "tests/gateway/adapters/mysql/private_server.h"
#include "tests/gateway/adapters/mysql/stored_truth.h"
#include "tests/gateway/adapters/sample_changes.h"

namespace tollgate::mysql {
namespace {

constexpr std::chrono::seconds kLong{60};

class StreamLeaseTest : public ::testing::Test {
 protected:
  std::unique_ptr<Connection> connect() const {
    auto connection = Connection::connect(options_, Autocommit::off);
    CHECK(connection.ok());
    return std::move(*connection);
  }
  StreamLease claim(Connection& connection, std::string_view owner) const {
    auto claimed = claim_stream(connection, owner, kLong);
    CHECK(claimed.ok());
    return *claimed;
  }
  TransactionReport write(Connection& connection, StreamLease& lease, const Change& change,
                          Check check) {
    const Change* changes[] = {&change};
    return BatchTransaction(kLong).run(connection, lease, changes, check);
  }

  const ConnectionOptions options_ = test::empty_database();
  SystemRandom random_;
  test::SampleMaker make_{random_};
};

TEST_F(StreamLeaseTest, EveryWriterHasItsOwnStream) {
  const auto first = connect();
  const auto second = connect();
  EXPECT_EQ(claim(*first, "a").stream, 1);
  EXPECT_EQ(claim(*second, "b").stream, 2);
}

TEST_F(StreamLeaseTest, AStreamThatWasGivenBackIsContinued) {
  const auto connection = connect();
  StreamLease lease = claim(*connection, "a");
  ASSERT_EQ(write(*connection, lease, make_.intent(), Check::by_guards).end,
            TransactionEnd::committed);
  ASSERT_TRUE(release_stream(*connection, lease).ok());
  const StreamLease next = claim(*connection, "b");
  EXPECT_EQ(next.stream, lease.stream);
  EXPECT_EQ(next.epoch, lease.epoch + 1);
  EXPECT_EQ(next.last_number, 1U);
  EXPECT_EQ(next.commit_number, 1U);
}

TEST_F(StreamLeaseTest, AWriterThatWasTakenForDeadCannotCommit) {
  const auto zombie = connect();
  const auto heir = connect();
  StreamLease old_lease = claim(*zombie, "zombie");
  ASSERT_TRUE(release_stream(*heir, old_lease).ok());  // as if its time had run out
  StreamLease new_lease = claim(*heir, "heir");
  ASSERT_EQ(new_lease.stream, old_lease.stream);

  EXPECT_EQ(write(*zombie, old_lease, make_.intent(), Check::by_guards).end,
            TransactionEnd::conflict);
  EXPECT_EQ(write(*zombie, old_lease, make_.intent(), Check::before_writing).end,
            TransactionEnd::fenced);
  EXPECT_FALSE(*extend_stream(*zombie, old_lease, kLong));
  EXPECT_FALSE(reclaim_stream(*zombie, old_lease.stream, "zombie", kLong)->has_value());
  EXPECT_EQ(test::query_number(options_, "SELECT COUNT(*) FROM payments"), 0U);
  EXPECT_EQ(write(*heir, new_lease, make_.intent(), Check::by_guards).end,
            TransactionEnd::committed);
  EXPECT_TRUE(*extend_stream(*heir, new_lease, kLong));
}

TEST_F(StreamLeaseTest, ReclaimingWaitsForTheLostTransactionAndTellsTheTruth) {
  const auto lost = connect();
  StreamLease lease = claim(*lost, "a");
  // The transaction has moved the stream on, and nobody knows whether COMMIT will get through.
  StreamLease next = lease;
  ++next.commit_number;
  ASSERT_TRUE(lost->execute(advance_statement(lease, next, kLong, "TRUE")).ok());

  ConnectionOptions impatient = options_;
  impatient.lock_wait_timeout = std::chrono::seconds(1);
  auto second = Connection::connect(impatient, Autocommit::off);
  ASSERT_TRUE(second.ok());
  const auto blocked = reclaim_stream(**second, lease.stream, "a", kLong);
  ASSERT_FALSE(blocked.ok()) << "it must not answer while the row is in doubt";
  EXPECT_EQ(blocked.failure().kind, FailureKind::contention);

  ASSERT_TRUE(lost->execute("COMMIT").ok());
  auto reclaimed = reclaim_stream(**second, lease.stream, "a", kLong);
  ASSERT_TRUE(reclaimed.ok());
  ASSERT_TRUE(reclaimed->has_value());
  EXPECT_EQ((*reclaimed)->commit_number, next.commit_number);
  EXPECT_EQ((*reclaimed)->epoch, lease.epoch + 1);
  EXPECT_EQ(write(*lost, next, make_.intent(), Check::before_writing).end, TransactionEnd::fenced)
      << "the lost connection is fenced should it come back";
}

}  // namespace
}  // namespace tollgate::mysql
