// Step 7: what channels told us by themselves, sealed, from the moment it came in.
//
// event_id is the channel's own and noted once the plugin has accepted: one event of an account is
// taken once. Ids are in order of time, which the purge follows.
#include "gateway/adapters/mysql/migrations/steps.h"

namespace tollgate::mysql {
namespace {

constexpr std::string_view kNotifications = R"sql(
CREATE TABLE IF NOT EXISTS notifications (
  id              BINARY(16)       NOT NULL,
  channel_account VARBINARY(255)   NOT NULL,
  event_id        VARBINARY(128)   NULL,
  status          TINYINT UNSIGNED NOT NULL,
  request         MEDIUMBLOB       NOT NULL COMMENT 'the raw request, sealed by the vault',
  attempts        INT UNSIGNED     NOT NULL,
  result          VARCHAR(1024)    NOT NULL,
  received_at     DATETIME(6)      NOT NULL,
  due_at          DATETIME(6)      NULL,
  PRIMARY KEY (id),
  UNIQUE KEY notifications_by_event (channel_account, event_id),
  KEY notifications_by_due (due_at),
  KEY notifications_by_status (status, channel_account, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin)sql";

constexpr std::array kStatements = {kNotifications};

}  // namespace

constinit const Migration step_0007_notifications = {
    .number = 7, .name = "notifications", .statements = kStatements};

}  // namespace tollgate::mysql
