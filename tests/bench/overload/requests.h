// Requests: the workload of one kind of request, of which some may be refused for overload. What
// was answered before `begin` (warm-up) is checked like the rest but not counted.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "tests/bench/load/workload.h"

namespace tollgate::bench {

struct Outcomes {
  std::vector<std::uint32_t> done_us;     // latencies of those that were answered as expected
  std::vector<std::uint32_t> refused_us;  // and of those that were refused with 503
  std::map<int, std::uint64_t> wrong;     // by status: everything else
  std::uint64_t lost = 0;
  std::string first_wrong;       // a body
  std::vector<std::string> ids;  // of what was done

  std::uint64_t errors() const;
  double refused_share() const;
};

class Requests final : public Workload {
 public:
  // Appends the request with this number, counted from 0; false when there are no more.
  using Write = std::function<bool(std::string& out, std::uint64_t number)>;
  struct Window {
    Instant begin;
    Instant end;
  };

  Requests(Write write, int expected_status, Window window)
      : write_(std::move(write)), expected_status_(expected_status), window_(window) {}

  bool next(std::string& out, Instant now) override;
  void answered(const Answer& answer, Instant started, Instant now) override;
  void lost() override { ++outcomes_.lost; }

  Outcomes& outcomes() { return outcomes_; }

 private:
  const Write write_;
  const int expected_status_;
  const Window window_;
  std::uint64_t sent_ = 0;
  Outcomes outcomes_;
};

}  // namespace tollgate::bench
