// World: one seed from its first payment to the moment when everything has settled.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "tests/simulation/channel_desk.h"
#include "tests/simulation/clerk.h"
#include "tests/simulation/shop.h"

namespace tollgate::simulation {

struct WorldOptions {
  std::uint64_t seed = 0;
  int payments = 20;
  Defect defect = Defect::none;
  bool remember = false;
};

struct WorldResult {
  std::uint64_t digest = 0;  // of every step: the same seed gives the same one
  std::uint64_t steps = 0;
  std::uint64_t payments = 0;
  std::vector<Violation> violations;
  std::vector<Line> lines;  // with `remember`
};

WorldResult run_world(const WorldOptions& options, Coverage& coverage);

// Runs the failing seed again and tells the history of the payment that a promise was broken to.
std::string explain(WorldOptions options);

}  // namespace tollgate::simulation
