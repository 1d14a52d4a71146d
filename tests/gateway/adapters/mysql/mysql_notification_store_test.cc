#include "gateway/adapters/mysql/mysql_notification_store.h"

#include <set>

#include "tests/gateway/adapters/mysql/private_server.h"
#include "tests/gateway/adapters/notification_store_contract.h"

namespace tollgate::test {
namespace {

class MySqlNotificationsUnderTest final : public NotificationStoreUnderTest {
 public:
  NotificationStore& store() override { return store_; }
  Timestamp now() override { return SystemClock().now(); }

 private:
  mysql::MySqlNotificationStore store_{empty_database()};
};

std::unique_ptr<NotificationStoreUnderTest> make_mysql() {
  return std::make_unique<MySqlNotificationsUnderTest>();
}

INSTANTIATE_TEST_SUITE_P(MySql, NotificationStoreContract, ::testing::Values(&make_mysql));

StoredNotification make_row(Random& random) {
  StoredNotification row;
  row.received_at = SystemClock().now();
  row.id = NotificationId::make(row.received_at, random);
  row.channel_account = "account";
  row.sealed = "sealed";
  return row;
}

NotificationMark make_mark(NotificationId id, std::string event) {
  NotificationMark mark;
  mark.id = id;
  mark.status = NotificationStatus::applied;
  mark.event_id = std::move(event);
  return mark;
}

// Many marks fold into one commit; those that repeat an event are told so, and the others are
// written all the same.
TEST(MySqlNotificationStore, ARepeatedEventFailsNoneOfItsNeighbours) {
  mysql::MySqlNotificationStore store(empty_database());
  SystemRandom random;
  std::vector<NotificationId> ids;
  std::vector<Task<Status>> inserts;
  for (int i = 0; i < 60; ++i) {
    StoredNotification row = make_row(random);
    ids.push_back(row.id);
    inserts.push_back(store.insert(std::move(row), std::chrono::hours(1)));
  }
  for (const Status& status : await_all(std::move(inserts))) ASSERT_TRUE(status.ok());
  std::vector<Task<Result<bool>>> marks;
  for (std::size_t i = 0; i < ids.size(); ++i)
    marks.push_back(store.mark(make_mark(ids[i], "event " + std::to_string(i % 20))));
  std::size_t written = 0;
  for (auto& marked : await_all(std::move(marks))) {
    ASSERT_TRUE(marked.ok());
    written += *marked ? 1 : 0;
  }
  EXPECT_EQ(written, 20U);
}

TEST(MySqlNotificationStore, TwoNodesClaimNothingTwice) {
  const auto database = empty_database();
  mysql::MySqlNotificationStore first(database);
  mysql::MySqlNotificationStore second(database);
  SystemRandom random;
  for (int i = 0; i < 40; ++i) ASSERT_TRUE(await(first.insert(make_row(random), Duration{0})).ok());
  std::vector<Task<Result<std::vector<StoredNotification>>>> claims;
  for (int i = 0; i < 10; ++i) {
    claims.push_back(first.claim_due(std::chrono::hours(1), 10));
    claims.push_back(second.claim_due(std::chrono::hours(1), 10));
  }
  std::set<NotificationId> claimed;
  for (auto& claim : await_all(std::move(claims))) {
    if (!claim.ok()) continue;  // contention: the next round takes them
    for (const auto& row : *claim) EXPECT_TRUE(claimed.insert(row.id).second);
  }
  const auto rest = await(first.claim_due(std::chrono::hours(1), 100));
  ASSERT_TRUE(rest.ok());
  for (const auto& row : *rest) EXPECT_TRUE(claimed.insert(row.id).second);
  EXPECT_EQ(claimed.size(), 40U);
}

TEST(MySqlNotificationStore, WithoutADatabaseItSaysSo) {
  mysql::ConnectionOptions nowhere = empty_database();
  nowhere.socket = "/nonexistent/socket";
  mysql::MySqlNotificationStore store(nowhere);
  SystemRandom random;
  EXPECT_FALSE(await(store.insert(make_row(random), Duration{0})).ok());
  EXPECT_FALSE(await(store.find_event("account", "e")).ok());
}

}  // namespace
}  // namespace tollgate::test
