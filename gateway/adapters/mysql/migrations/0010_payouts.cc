// Step 10: payouts: which way a payment's money goes (until now all came from payers), who is on
// the other side and what it is for; and which API keys may send money away.
#include "gateway/adapters/mysql/migrations/steps.h"

namespace tollgate::mysql {
namespace {

constexpr std::string_view kDirection = R"sql(
ALTER TABLE payments ADD COLUMN
  direction TINYINT UNSIGNED NOT NULL DEFAULT 1 AFTER mode)sql";

constexpr std::string_view kCounterparty = R"sql(
ALTER TABLE payments ADD COLUMN
  counterparty VARCHAR(1024) NULL COMMENT 'JSON: name, iban or account, bic, country'
  AFTER authentication)sql";

constexpr std::string_view kPurpose = R"sql(
ALTER TABLE payments ADD COLUMN
  purpose VARCHAR(140) NOT NULL DEFAULT '' AFTER counterparty)sql";

// A merchant's few payouts are found among its many payments.
constexpr std::string_view kByDirection = R"sql(
ALTER TABLE payments ADD KEY
  payments_by_direction (merchant_id, mode, direction, id))sql";

constexpr std::string_view kMayPayOut = R"sql(
ALTER TABLE api_keys ADD COLUMN
  may_pay_out TINYINT UNSIGNED NOT NULL DEFAULT 0 AFTER bearer_digest)sql";

constexpr std::array kStatements = {kDirection, kCounterparty, kPurpose, kByDirection, kMayPayOut};

}  // namespace

constinit const Migration step_0010_payouts = {
    .number = 10, .name = "payouts", .statements = kStatements};

}  // namespace tollgate::mysql
