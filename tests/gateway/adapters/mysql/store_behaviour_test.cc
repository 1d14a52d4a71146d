// What only the durable store does: folding, locks, refused rows, waking followers, purging.
#include <gtest/gtest.h>

#include <thread>

#include "gateway/adapters/mysql/mysql_store.h"
#include "tests/gateway/adapters/await_task.h"
#include "tests/gateway/adapters/mysql/commit_load.h"
#include "tests/gateway/adapters/mysql/private_server.h"
#include "tests/gateway/adapters/mysql/stored_truth.h"

namespace tollgate::test {
namespace {

class StoreBehaviour : public ::testing::Test {
 protected:
  StoreBehaviour() {
    options_.connection = empty_database();
    options_.writers = 1;
  }
  std::vector<CommitStatus> commit_all(Store& store, const std::vector<Change>& changes) {
    std::vector<Task<CommitOutcome>> tasks;
    for (const Change& change : changes) tasks.push_back(store.commit(change));
    std::vector<CommitStatus> statuses;
    for (const CommitOutcome& outcome : await_all(std::move(tasks)))
      statuses.push_back(outcome.status);
    return statuses;
  }

  mysql::StoreOptions options_;
  SystemRandom random_;
  SampleMaker make_{random_};
};

TEST_F(StoreBehaviour, FoldsWhatWaitsIntoFewCommits) {
  mysql::MySqlStore store(options_);
  const Change held = make_.intent();
  ASSERT_EQ(await(store.commit(held)).status, CommitStatus::committed);
  const auto before = store.statistics();
  // While the writer waits for a locked row, everything else that comes has to wait together.
  auto locker = mysql::Connection::connect(options_.connection, mysql::Autocommit::off);
  ASSERT_TRUE((*locker)->query("SELECT id FROM payments FOR UPDATE", [](mysql::Row&) {}).ok());
  boost::asio::io_context context(1);
  int committed = 0;
  const auto commit = [&](Change change) -> Task<void> {
    const CommitOutcome outcome = co_await store.commit(std::move(change));
    committed += outcome.status == CommitStatus::committed ? 1 : 0;
  };
  boost::asio::co_spawn(context, commit(make_.result_of(held)), boost::asio::detached);
  for (int i = 0; i < 100; ++i)
    boost::asio::co_spawn(context, commit(make_.intent()), boost::asio::detached);
  context.poll();  // until all are submitted
  ASSERT_TRUE((*locker)->execute("ROLLBACK").ok());
  context.run();
  const auto after = store.statistics();
  EXPECT_EQ(committed, 101);
  EXPECT_EQ(after.changes - before.changes, 101U);
  EXPECT_LE(after.batches - before.batches, 2U) << "the locked one, and all that came meanwhile";
  EXPECT_EQ(after.rows - before.rows, 4U * 101U);
}

TEST_F(StoreBehaviour, WaitsForALockedRowAndTriesAgain) {
  options_.connection.lock_wait_timeout = std::chrono::seconds(1);
  mysql::MySqlStore store(options_);
  const Change intent = make_.intent();
  ASSERT_EQ(await(store.commit(intent)).status, CommitStatus::committed);
  auto locker = mysql::Connection::connect(options_.connection, mysql::Autocommit::off);
  ASSERT_TRUE((*locker)->query("SELECT id FROM payments FOR UPDATE", [](mysql::Row&) {}).ok());
  std::thread releasing([&] {
    while (store.statistics().redone == 0) std::this_thread::yield();
    ASSERT_TRUE((*locker)->execute("ROLLBACK").ok());
  });
  EXPECT_EQ(await(store.commit(make_.result_of(intent))).status, CommitStatus::committed);
  releasing.join();
}

TEST_F(StoreBehaviour, OneRowThatTheServerRefusesDoesNotFailItsNeighbours) {
  mysql::MySqlStore store(options_);
  std::vector<Change> changes;
  for (int i = 0; i < 20; ++i) changes.push_back(make_.intent());
  changes[7].new_payment->channel_account = std::string(300, 'x');  // the column takes 255
  changes[9].new_payment->customer = "bad \xff\xfe bytes";
  const auto statuses = commit_all(store, changes);
  for (std::size_t i = 0; i < statuses.size(); ++i)
    EXPECT_EQ(statuses[i], i == 7 || i == 9 ? CommitStatus::unavailable : CommitStatus::committed)
        << i;
  EXPECT_EQ(payments_with_events(options_.connection).size(), 18U);
}

TEST_F(StoreBehaviour, TheDatabaseRefusesSumsThatDoNotHold) {
  mysql::MySqlStore store(options_);
  std::vector<Change> results;
  for (int i = 0; i < 6; ++i) {
    const Change intent = make_.intent();
    ASSERT_EQ(await(store.commit(intent)).status, CommitStatus::committed);
    results.push_back(make_.result_of(intent));
  }
  results[0].changed_payment->amount_captured += 1;     // more than authorized
  results[1].changed_payment->amount_authorized += 1;   // more than asked for
  results[2].changed_payment->amount_refunding = 2000;  // more than captured
  results[3].changed_payment->amount_refunded = -1;
  const auto statuses = commit_all(store, results);
  for (std::size_t i = 0; i < statuses.size(); ++i)
    EXPECT_EQ(statuses[i], i < 4 ? CommitStatus::unavailable : CommitStatus::committed) << i;
}

TEST_F(StoreBehaviour, StoresAnOutcomeWhateverTheChannelSaid) {
  mysql::MySqlStore store(options_);
  const Change intent = make_.intent();
  ASSERT_EQ(await(store.commit(intent)).status, CommitStatus::committed);
  Change result = make_.result_of(intent);
  result.changed_operations[0].outcome.message = std::string(100'000, '\xff');
  result.changed_operations[0].outcome.channel_reference = std::string(5'000, '\'');
  ASSERT_EQ(await(store.commit(result)).status, CommitStatus::committed);
  const auto stored = await(store.load_operation(intent.new_operation->id)).value();
  EXPECT_EQ(stored->outcome.kind, OutcomeKind::approved);
  EXPECT_EQ(stored->outcome.channel_reference, std::string(5'000, '\''));
}

TEST_F(StoreBehaviour, AWriterThatLosesItsStreamGoesOnInAnother) {
  mysql::MySqlStore store(options_);
  for (int i = 0; i < 3; ++i)
    ASSERT_EQ(await(store.commit(make_.intent())).status, CommitStatus::committed);
  execute(options_.connection,
          "UPDATE streams SET owner = 'thief', epoch = epoch + 1, "
          "expires_at = UTC_TIMESTAMP(6) + INTERVAL 1 HOUR");
  for (int i = 0; i < 3; ++i)
    ASSERT_EQ(await(store.commit(make_.intent())).status, CommitStatus::committed);
  EXPECT_EQ(store.statistics().fenced, 1U);
  EXPECT_EQ(query_number(options_.connection, "SELECT COUNT(*) FROM streams"), 2U);
  EXPECT_EQ(payments_with_events(options_.connection).size(), 6U);
}

TEST_F(StoreBehaviour, TwoStoresShareADatabase) {
  options_.writers = 2;
  mysql::MySqlStore first(options_);
  mysql::MySqlStore second(options_);
  CommitLoad of_first(first, 16);
  CommitLoad of_second(second, 16);
  of_first.wait_for_commits(200);
  of_second.wait_for_commits(200);
  of_first.finish();
  of_second.finish();
  EXPECT_EQ(query_number(options_.connection, "SELECT COUNT(*) FROM streams"), 4U);
  EXPECT_EQ(payments_with_events(options_.connection).size(),
            of_first.told().size() + of_second.told().size());
}

TEST_F(StoreBehaviour, TwoStoresAgreeOnWhoWasFirst) {
  mysql::MySqlStore first(options_);
  mysql::MySqlStore second(options_);
  std::vector<Task<CommitOutcome>> tasks;
  std::size_t pairs = 0;
  for (; pairs < 200; ++pairs) {
    const Change change = make_.intent();
    Change same_key = make_.intent();
    same_key.new_request->idempotency_digest = change.new_request->idempotency_digest;
    tasks.push_back(first.commit(change));
    tasks.push_back(second.commit(same_key));
  }
  const auto outcomes = await_all(std::move(tasks));
  for (std::size_t i = 0; i < pairs; ++i) {
    const std::multiset<CommitStatus> both = {outcomes[2 * i].status, outcomes[2 * i + 1].status};
    EXPECT_EQ(both, (std::multiset{CommitStatus::committed, CommitStatus::idempotency_key_taken}));
  }
  EXPECT_EQ(payments_with_events(options_.connection).size(), pairs);
}

TEST_F(StoreBehaviour, WakesFollowersAfterEventsOnly) {
  std::atomic<int> woken{0};
  options_.on_committed = [&] { ++woken; };
  mysql::MySqlStore store(options_);
  Change silent;
  silent.new_payment_method = make_.payment_method();
  ASSERT_EQ(await(store.commit(silent)).status, CommitStatus::committed);
  const Change intent = make_.intent();
  ASSERT_EQ(await(store.commit(intent)).status, CommitStatus::committed);
  ASSERT_EQ(await(store.commit(intent)).status, CommitStatus::nonce_replayed);
  store.stop();  // after which the writer is done with everything
  EXPECT_EQ(woken, 1);
}

TEST_F(StoreBehaviour, ForgetsRequestsWhenTheirTimeIsOver) {
  mysql::MySqlStore store(options_);
  std::vector<Change> changes(6);
  for (std::size_t i = 0; i < changes.size(); ++i)
    changes[i].new_request = make_.request(/*with_key=*/i % 2 == 0);
  for (const CommitStatus status : commit_all(store, changes))
    ASSERT_EQ(status, CommitStatus::committed);
  // Time passes by moving the rows back: only the database's own clock counts.
  const auto purge_after = [&](const std::string& interval, std::size_t limit) {
    const auto move_rows = [&](const std::string& sign) {
      execute(options_.connection,
              "UPDATE requests SET expires_at = expires_at " + sign + " INTERVAL " + interval);
    };
    move_rows("-");
    const std::size_t purged = await(store.purge_requests(limit)).value();
    move_rows("+");
    return purged;
  };
  EXPECT_EQ(purge_after("9 MINUTE", 100), 0U);
  EXPECT_EQ(purge_after("11 MINUTE", 2), 2U) << "nonces alone, as many as asked";
  EXPECT_EQ(purge_after("11 MINUTE", 100), 1U);
  EXPECT_EQ(purge_after("6 DAY", 100), 0U);
  EXPECT_TRUE(await(store.find_request(*changes[0].new_request->idempotency_digest)).value());
  EXPECT_EQ(purge_after("8 DAY", 100), 3U);
  EXPECT_FALSE(await(store.find_request(*changes[0].new_request->idempotency_digest)).value());
}

// A node whose clock was a week behind when it wrote, or is a week ahead when it purges, would
// forget the keys of payments that merchants may still repeat.
TEST_F(StoreBehaviour, NoNodesClockMakesItForgetAKey) {
  mysql::MySqlStore store(options_);
  Change change;
  change.new_request = make_.request(/*with_key=*/true);
  change.new_request->received_at -= std::chrono::days(30);
  ASSERT_EQ(await(store.commit(change)).status, CommitStatus::committed);
  EXPECT_EQ(await(store.purge_requests(100)).value(), 0U);
}

// A node whose clock is an hour wrong takes nothing that another is at work on, and leaves nothing
// that is due.
TEST_F(StoreBehaviour, WhatIsDueIsDecidedByTheDatabasesClockNotByANodes) {
  mysql::MySqlStore store(options_);
  const Timestamp now = SystemClock().now();
  Change at_work = make_.intent();
  at_work.new_operation->due_at = now + std::chrono::minutes(5);
  Change overdue = make_.intent();
  overdue.new_operation->due_at = now - std::chrono::seconds(1);
  for (const Change& change : {at_work, overdue})
    ASSERT_EQ(await(store.commit(change)).status, CommitStatus::committed);
  const auto claim = [&](Timestamp by_its_clock) {
    return await(store.claim_due_operations(by_its_clock, std::chrono::minutes(1), 10)).value();
  };
  EXPECT_EQ(claim(now + std::chrono::hours(1)).size(), 1U) << "only what is due";
  const auto stored = await(store.load_operation(overdue.new_operation->id)).value();
  const auto lease = *stored->due_at - now;
  EXPECT_GT(lease, std::chrono::seconds(50)) << "leased from now on, not from its hour";
  EXPECT_LT(lease, std::chrono::minutes(10));
  EXPECT_TRUE(claim(now - std::chrono::hours(1)).empty());
  const auto distance =
      *await(store.load_operation(at_work.new_operation->id)).value()->due_at - now;
  EXPECT_GT(distance, std::chrono::minutes(4)) << "a due time comes back as it was written";
  EXPECT_LT(distance, std::chrono::minutes(10));
}

TEST_F(StoreBehaviour, AValueOfANewerBuildFailsTheReadNotTheProcess) {
  mysql::MySqlStore store(options_);
  const Change intent = make_.intent();
  ASSERT_EQ(await(store.commit(intent)).status, CommitStatus::committed);
  execute(options_.connection, "UPDATE payments SET currency = 'XQQ'");
  const auto read = await(store.load_payment(intent.new_payment->id));
  ASSERT_FALSE(read.ok());
  EXPECT_NE(read.error().message.find("XQQ"), std::string::npos) << read.error().message;
}

}  // namespace
}  // namespace tollgate::test
