// What the benchmarks of the database share.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace tollgate::test {

double own_cpu_seconds();              // user and system, of this process
double cpu_seconds_of(pid_t process);  // the same of another one; 0 for process 0

// The value below which this share (0 to 1) of the sorted values lies; 0 for none.
float share_of(const std::vector<float>& sorted, double share);

// mariadbd as one would run it for payments: durable, with room for the load.
std::vector<std::string> bench_server_arguments();

}  // namespace tollgate::test
