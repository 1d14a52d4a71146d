// Clerk: the person who settles what no rule can. Looks now and then at what is parked, asks the
// channel's people what became of it, and says so with settle_operation. One thread, outside.
#pragma once

#include <vector>

#include "tests/simulation/process.h"

namespace tollgate::simulation {

class Clerk {
 public:
  Clerk(Stage& stage, Books& books, const memory::Tables& tables,
        std::vector<std::unique_ptr<Process>>& processes)
      : stage_(stage), books_(books), tables_(tables), processes_(processes) {}

  // Never ends: spawn it once, outside the processes.
  Task<void> work();
  std::uint64_t settled() const { return settled_; }

 private:
  std::optional<Operation> find_parked() const;
  Task<void> settle(Operation parked);

  Stage& stage_;
  Books& books_;
  const memory::Tables& tables_;
  std::vector<std::unique_ptr<Process>>& processes_;
  std::uint64_t settled_ = 0;
};

}  // namespace tollgate::simulation
