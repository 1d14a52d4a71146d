#include "plugin-sdk/channel-check/check.h"

namespace tollgate::kit {

std::vector<Check> all_checks() {
  std::vector<Check> all;
  for (const auto family :
       {load_checks(), outcome_checks(), money_checks(), idempotency_checks(),
        notification_checks(), statement_checks(), statement_content_checks(), secret_checks(),
        operation_checks(), bounds_checks(), fuzz_checks(), fixture_checks()})
    all.insert(all.end(), family.begin(), family.end());
  return all;
}

}  // namespace tollgate::kit
