// The store while its database dies, hangs up, or answers no more.
#include <gtest/gtest.h>

#include "gateway/adapters/mysql/mysql_store.h"
#include "tests/gateway/adapters/await_task.h"
#include "tests/gateway/adapters/mysql/commit_load.h"
#include "tests/gateway/adapters/mysql/cutting_proxy.h"
#include "tests/gateway/adapters/mysql/private_server.h"
#include "tests/gateway/adapters/mysql/stored_truth.h"

namespace tollgate::test {
namespace {

using std::chrono::milliseconds;

mysql::StoreOptions options_for(const PrivateServer& server) {
  mysql::StoreOptions options;
  options.connection = server.connection_options();
  return options;
}

TEST(MySqlFaults, EveryAnswerHoldsAcrossCrashesOfTheServer) {
  PrivateServer server;
  mysql::MySqlStore store(options_for(server));
  CommitLoad load(store, 32);
  for (int crash = 0; crash < 3; ++crash) {
    load.wait_for_commits(200);
    server.kill();
    server.start();
  }
  load.wait_for_commits(200);
  load.finish();
  EXPECT_GE(store.statistics().reconnects, 3U);
  expect_told_the_truth(server.connection_options(), load.told());
}

TEST(MySqlFaults, KilledConnectionsLoseNothing) {
  PrivateServer server;
  mysql::MySqlStore store(options_for(server));
  CommitLoad load(store, 32);
  auto killer = mysql::Connection::connect(server.connection_options(), mysql::Autocommit::on);
  ASSERT_TRUE(killer.ok());
  for (int round = 0; round < 20; ++round) {
    load.wait_for_commits(20);
    std::vector<std::uint64_t> others;
    ASSERT_TRUE((*killer)
                    ->query("SELECT id FROM information_schema.processlist WHERE user = 'root' "
                            "AND id <> CONNECTION_ID()",
                            [&](mysql::Row& row) { others.push_back(row.natural()); })
                    .ok());
    // One may be gone by itself.
    for (const auto id : others) (void)(*killer)->execute("KILL CONNECTION " + std::to_string(id));
  }
  load.wait_for_commits(50);
  load.finish();
  EXPECT_EQ(load.count(CommitStatus::committed), load.told().size());
  EXPECT_GE(store.statistics().reconnects, 10U);
  expect_told_the_truth(server.connection_options(), load.told());
}

// Found by e2e.two_nodes: a node that was stopped in mid-transaction kept the payments of the other
// one waiting for its locks until it was let go on.
TEST(MySqlFaults, WhoStandsStillInATransactionLosesIt) {
  PrivateServer server;
  mysql::ConnectionOptions options = server.connection_options();
  options.idle_transaction_timeout = std::chrono::seconds(1);
  auto still = mysql::Connection::connect(options, mysql::Autocommit::on);
  auto other = mysql::Connection::connect(options, mysql::Autocommit::on);
  ASSERT_TRUE(still.ok() && other.ok());
  for (const char* sql : {"CREATE TABLE held (id INT PRIMARY KEY, x INT) ENGINE=InnoDB",
                          "INSERT INTO held VALUES (1, 0)", "START TRANSACTION",
                          "UPDATE held SET x = 1 WHERE id = 1"})
    ASSERT_TRUE((*still)->execute(sql).ok()) << sql;
  // Waits for the lock, which is free once the server has lost patience.
  EXPECT_TRUE((*other)->execute("UPDATE held SET x = 2 WHERE id = 1").ok());
  const auto woken = (*still)->execute("COMMIT");
  ASSERT_FALSE(woken.ok());
  EXPECT_EQ(woken.failure().kind, mysql::FailureKind::connection_lost);
  std::uint64_t x = 0;
  ASSERT_TRUE(
      (*other)->query("SELECT x FROM held", [&](mysql::Row& row) { x = row.natural(); }).ok());
  EXPECT_EQ(x, 2U);
}

TEST(MySqlFaults, ACommitWhoseAnswerIsLostIsLookedUp) {
  PrivateServer server;
  CuttingProxy proxy(server.socket(), /*cut_one_in=*/3);
  mysql::StoreOptions options = options_for(server);
  options.connection.socket = proxy.socket();
  options.wait_for_database = std::chrono::minutes(1);  // a run of bad luck is no failure
  options.wait_for_truth = std::chrono::minutes(1);
  mysql::MySqlStore store(options);
  CommitLoad load(store, 16);
  while (proxy.cuts_after_commit() < 120) load.wait_for_commits(10);
  load.finish();
  EXPECT_EQ(load.count(CommitStatus::committed), load.told().size())
      << "the server could be asked each time, so that nothing was unknown or failed";
  EXPECT_GE(proxy.cuts(), 180U) << "others before the server heard of COMMIT";
  expect_told_the_truth(server.connection_options(), load.told());
}

TEST(MySqlFaults, ACommitThatCannotBeLookedUpIsUnknown) {
  PrivateServer server;
  CuttingProxy proxy(server.socket(), /*cut_one_in=*/0);
  mysql::StoreOptions options = options_for(server);
  options.connection.socket = proxy.socket();
  options.writers = 1;
  options.wait_for_truth = milliseconds(100);
  mysql::MySqlStore store(options);
  CommitLoad load(store, 8);
  load.wait_for_commits(50);
  proxy.refuse_connections();
  proxy.cut_next_after_commit();
  while (store.statistics().unknown == 0) std::this_thread::yield();
  proxy.accept_connections();
  load.wait_for_commits(50);
  load.finish();
  EXPECT_GE(load.count(CommitStatus::unknown), 1U);
  EXPECT_EQ(load.count(CommitStatus::unknown) + load.count(CommitStatus::committed),
            load.told().size());
  expect_told_the_truth(server.connection_options(), load.told());
}

TEST(MySqlFaults, WithoutADatabaseItRefusesInTimeAndRecovers) {
  PrivateServer server;
  server.stop();
  mysql::StoreOptions options = options_for(server);
  options.wait_for_database = milliseconds(100);
  mysql::MySqlStore store(options);
  SystemRandom random;
  SampleMaker make(random);
  const CommitOutcome refused = await(store.commit(make.intent()));
  EXPECT_EQ(refused.status, CommitStatus::unavailable);
  EXPECT_FALSE(refused.detail.empty());
  const auto unread = await(store.load_payment(make.payment().id));
  ASSERT_FALSE(unread.ok());
  EXPECT_EQ(unread.error().code, ErrorCode::unavailable);

  server.start();
  const Change intent = make.intent();
  CommitStatus status = CommitStatus::unavailable;
  while (status == CommitStatus::unavailable) status = await(store.commit(make.intent())).status;
  EXPECT_EQ(status, CommitStatus::committed);
  ASSERT_EQ(await(store.commit(intent)).status, CommitStatus::committed);
  EXPECT_TRUE(await(store.load_payment(intent.new_payment->id)).value().has_value());

  server.stop();  // while the store is idle
  server.start();
  EXPECT_EQ(await(store.commit(make.intent())).status, CommitStatus::committed);
  EXPECT_TRUE(await(store.load_payment(intent.new_payment->id)).value().has_value());
}

TEST(MySqlFaults, AFullQueueRefusesAtOnce) {
  PrivateServer server;
  server.stop();
  mysql::StoreOptions options = options_for(server);
  options.writers = 1;
  options.queue_changes = 4;
  options.batch_changes = 1;
  options.wait_for_database = milliseconds(300);
  mysql::MySqlStore store(options);
  SystemRandom random;
  SampleMaker make(random);
  std::vector<Task<CommitOutcome>> tasks;
  for (int i = 0; i < 50; ++i) tasks.push_back(store.commit(make.intent()));
  std::size_t at_once = 0;
  for (const CommitOutcome& outcome : await_all(std::move(tasks))) {
    EXPECT_EQ(outcome.status, CommitStatus::unavailable);
    at_once += outcome.detail.starts_with("Too many changes") ? 1 : 0;
  }
  EXPECT_GE(at_once, 45U) << "four wait and one is being tried; the others are refused";
}

TEST(MySqlFaults, StopAnswersEverythingThatWaits) {
  PrivateServer server;
  mysql::MySqlStore store(options_for(server));
  CommitLoad load(store, 64);
  load.wait_for_commits(100);
  store.stop();  // in the middle of the load; what comes later is refused
  load.finish();
  expect_told_the_truth(server.connection_options(), load.told());
  EXPECT_EQ(store.statistics().queued_changes, 0U);
  EXPECT_EQ(query_number(server.connection_options(),
                         "SELECT COUNT(*) FROM streams WHERE expires_at > UTC_TIMESTAMP(6)"),
            0U)
      << "the streams are given back";
}

}  // namespace
}  // namespace tollgate::test
