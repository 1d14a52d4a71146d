#include "gateway/adapters/mysql/mysql_store.h"

#include "gateway/adapters/mysql/directory.h"
#include "gateway/adapters/mysql/event_source.h"
#include "tests/gateway/adapters/mysql/private_server.h"
#include "tests/gateway/adapters/store_contract.h"

namespace tollgate::test {
namespace {

mysql::StoreOptions store_options(const mysql::ConnectionOptions& connection) {
  mysql::StoreOptions options;
  options.connection = connection;
  return options;
}

class MySqlUnderTest final : public StoreUnderTest {
 public:
  explicit MySqlUnderTest(const mysql::ConnectionOptions& connection)
      : store_(store_options(connection)), events_(connection), directory_(connection) {}
  Store& store() override { return store_; }
  EventSource& events() override { return events_; }
  Directory& directory() override { return directory_; }

 private:
  mysql::MySqlStore store_;
  mysql::MySqlEventSource events_;
  mysql::MySqlDirectory directory_;
};

std::unique_ptr<StoreUnderTest> on_mariadb() {
  return std::make_unique<MySqlUnderTest>(empty_database());
}

INSTANTIATE_TEST_SUITE_P(MySql, StoreContract, ::testing::Values(&on_mariadb));

}  // namespace
}  // namespace tollgate::test
