// Step 3: the database itself refuses a payment whose sums do not hold, whatever raced.
#include "gateway/adapters/mysql/migrations/steps.h"

namespace tollgate::mysql {
namespace {

constexpr std::string_view kSums = R"sql(
ALTER TABLE payments ADD CONSTRAINT payments_sums CHECK (
  amount_refunded >= 0 AND amount_refunding >= 0 AND
  amount_refunded + amount_refunding <= amount_captured AND
  amount_captured <= amount_authorized AND amount_authorized <= amount))sql";

constexpr std::array kStatements = {kSums};

}  // namespace

constinit const Migration step_0003_sums = {.number = 3, .name = "sums", .statements = kStatements};

}  // namespace tollgate::mysql
