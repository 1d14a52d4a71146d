// Step 5: who runs a follower. Of all processes on one database one at a time holds a follower.
#include "gateway/adapters/mysql/migrations/steps.h"

namespace tollgate::mysql {
namespace {

// epoch fences: whoever takes a follower raises it, and a position is stored under the newest one
// only. expires_at is of the database's clock.
constexpr std::string_view kFollowerLeases = R"sql(
CREATE TABLE IF NOT EXISTS follower_leases (
  follower   VARBINARY(255)  NOT NULL,
  owner      VARCHAR(255)    NOT NULL,
  epoch      BIGINT UNSIGNED NOT NULL,
  expires_at DATETIME(6)     NOT NULL,
  PRIMARY KEY (follower)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin)sql";

constexpr std::array kStatements = {kFollowerLeases};

}  // namespace

constinit const Migration step_0005_follower_leases = {
    .number = 5, .name = "follower_leases", .statements = kStatements};

}  // namespace tollgate::mysql
