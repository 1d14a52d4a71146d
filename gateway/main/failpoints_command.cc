// tollgate failpoints
#include <fmt/format.h>

#include "gateway/base/failpoint.h"
#include "gateway/main/commands.h"

namespace tollgate {

int list_failpoints() {
  for (const auto& info : all_failpoints()) fmt::print("{:<30} {}\n", info.name, info.place);
  return 0;
}

}  // namespace tollgate
