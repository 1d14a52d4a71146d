#include "tests/bench/load/process_cpu.h"

#include <fmt/format.h>
#include <unistd.h>

#include <fstream>
#include <sstream>
#include <string>

namespace tollgate::bench {

Result<Duration> cpu_time_of(std::int64_t pid) {
  std::ifstream file(fmt::format("/proc/{}/stat", pid));
  std::string stat;
  std::getline(file, stat);
  const std::size_t name_end = stat.rfind(')');  // the name may hold spaces
  if (!file || name_end == std::string::npos)
    return Error{ErrorCode::not_found, fmt::format("There is no process {}.", pid)};
  std::istringstream fields(stat.substr(name_end + 1));
  std::string skipped;
  for (int field = 3; field < 14; ++field) fields >> skipped;  // utime is field 14 (proc(5))
  std::int64_t user_ticks = 0;
  std::int64_t system_ticks = 0;
  fields >> user_ticks >> system_ticks;
  return Duration((user_ticks + system_ticks) * 1'000'000 / ::sysconf(_SC_CLK_TCK));
}

}  // namespace tollgate::bench
