#include "gateway/adapters/mysql/migrations.h"

#include <gtest/gtest.h>

#include <thread>

#include "gateway/adapters/mysql/migrations/steps.h"
#include "tests/gateway/adapters/mysql/private_server.h"
#include "tests/gateway/adapters/mysql/stored_truth.h"

namespace tollgate::mysql {
namespace {

// A server of its own: databases come and go here.
class MigrationsTest : public ::testing::Test {
 protected:
  ConnectionOptions fresh(const std::string& schema) const {
    ConnectionOptions options = server_.connection_options();
    options.schema = schema;
    return options;
  }
  test::PrivateServer server_;
};

TEST_F(MigrationsTest, CreateTheDatabaseAndAreDoneOnce) {
  const auto options = fresh("fresh");
  EXPECT_FALSE(check_schema(options).ok());
  ASSERT_TRUE(migrate(options).ok());
  EXPECT_TRUE(check_schema(options).ok());
  ASSERT_TRUE(migrate(options).ok());
  EXPECT_EQ(test::query_number(options, "SELECT COUNT(*) FROM schema_migrations WHERE number > 0"),
            all_migrations().size());
}

TEST_F(MigrationsTest, TwoProcessesMayRunThemAtOnce) {
  const auto options = fresh("raced");
  std::vector<std::thread> threads;
  std::atomic<int> succeeded{0};
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] { succeeded += migrate(options).ok() ? 1 : 0; });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(succeeded, 4);
  EXPECT_TRUE(check_schema(options).ok());
}

TEST_F(MigrationsTest, GoOnAfterStoppingHalfWay) {
  const auto options = fresh("half");
  ASSERT_TRUE(migrate(options).ok());
  test::execute(options, "DELETE FROM schema_migrations WHERE number = 1");
  test::execute(options, "DROP TABLE refunds");
  EXPECT_FALSE(check_schema(options).ok());
  EXPECT_TRUE(migrate(options).ok());
  EXPECT_EQ(test::query_number(options, "SELECT COUNT(*) FROM refunds"), 0U);
}

TEST_F(MigrationsTest, RefuseASchemaThatIsNewerOrWasEdited) {
  const auto options = fresh("strange");
  ASSERT_TRUE(migrate(options).ok());
  test::execute(options,
                "INSERT INTO schema_migrations VALUES (99, 'later', REPEAT('x', 32), NOW(6))");
  for (const Status& status : {migrate(options), check_schema(options)}) {
    ASSERT_FALSE(status.ok());
    EXPECT_EQ(status.error().code, ErrorCode::conflict);
    EXPECT_NE(status.error().message.find("99"), std::string::npos) << status.error().message;
  }
  test::execute(options, "DELETE FROM schema_migrations WHERE number = 99");
  test::execute(options, "UPDATE schema_migrations SET digest = REPEAT('x', 32) WHERE number = 1");
  const Status edited = migrate(options);
  ASSERT_FALSE(edited.ok());
  EXPECT_NE(edited.error().message.find("differs"), std::string::npos) << edited.error().message;
}

TEST_F(MigrationsTest, NameAnUnreachableDatabase) {
  ConnectionOptions nowhere = fresh("any");
  nowhere.socket += ".nowhere";
  const Status status = migrate(nowhere);
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().code, ErrorCode::unavailable);
  EXPECT_FALSE(status.error().mend.empty());
}

TEST_F(MigrationsTest, RefuseADatabaseNameThatCannotBeQuoted) {
  EXPECT_FALSE(migrate(fresh("a`b")).ok());
}

}  // namespace
}  // namespace tollgate::mysql
