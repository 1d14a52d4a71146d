// Step 8: how the payer pays (until now all paid by card), and what 3-D Secure said of a payer.
#include "gateway/adapters/mysql/migrations/steps.h"

namespace tollgate::mysql {
namespace {

constexpr std::string_view kMethod = R"sql(
ALTER TABLE payments ADD COLUMN
  method VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'card'
  AFTER channel_account)sql";

constexpr std::string_view kAuthentication = R"sql(
ALTER TABLE payments ADD COLUMN
  authentication VARCHAR(512) CHARACTER SET ascii COLLATE ascii_bin NULL
  AFTER card_expiry_year)sql";

constexpr std::array kStatements = {kMethod, kAuthentication};

}  // namespace

constinit const Migration step_0008_payers = {
    .number = 8, .name = "payers", .statements = kStatements};

}  // namespace tollgate::mysql
