#include "tests/gateway/adapters/mysql/measuring.h"

#include <sys/resource.h>
#include <unistd.h>

#include <fstream>
#include <iterator>
#include <sstream>

namespace tollgate::test {

double own_cpu_seconds() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double cpu_seconds_of(pid_t process) {
  if (process == 0) return 0;
  std::ifstream stat("/proc/" + std::to_string(process) + "/stat");
  std::string line;
  std::getline(stat, line);
  // After "pid (name) " the fields are separated by spaces; utime and stime are the 12th and 13th.
  std::istringstream fields(line.substr(line.rfind(')') + 2));
  const std::vector<std::string> values{std::istream_iterator<std::string>(fields), {}};
  return (std::stod(values.at(11)) + std::stod(values.at(12))) /
         static_cast<double>(::sysconf(_SC_CLK_TCK));
}

float share_of(const std::vector<float>& sorted, double share) {
  if (sorted.empty()) return 0;
  return sorted[static_cast<std::size_t>(share * static_cast<double>(sorted.size() - 1))];
}

std::vector<std::string> bench_server_arguments() {
  return {"--innodb-buffer-pool-size=1G", "--innodb-log-file-size=512M"};
}

}  // namespace tollgate::test
