// Step 8: how the payer pays. Until now all paid by card.
#include "gateway/adapters/mysql/migrations/steps.h"

namespace tollgate::mysql {
namespace {

constexpr std::string_view kMethod = R"sql(
ALTER TABLE payments ADD COLUMN
  method VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'card'
  AFTER channel_account)sql";

constexpr std::array kStatements = {kMethod};

}  // namespace

constinit const Migration step_0008_methods = {
    .number = 8, .name = "methods", .statements = kStatements};

}  // namespace tollgate::mysql
