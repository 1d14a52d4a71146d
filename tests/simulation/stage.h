// Stage: what every part of one simulated world shares: its randomness, clock, scheduler, how rough
// it is, and where broken promises are told. One thread.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "gateway/payment/ids.h"
#include "tests/simulation/coverage.h"
#include "tests/simulation/defect.h"
#include "tests/simulation/mix.h"
#include "tests/simulation/scheduler.h"

namespace tollgate::simulation {

struct Violation {
  int promise = 0;  // of README.md, from 1
  PaymentId payment;
  std::string sentence;
};

// Lines of what happened, when somebody wants to read them.
struct Line {
  Timestamp time;
  PaymentId payment;
  std::string text;
};

struct StageOptions {
  std::uint64_t seed = 0;
  Defect defect = Defect::none;
  bool remember = false;  // keep the history of every payment
};

class Stage {
 public:
  Stage(StageOptions chosen, Coverage& counts)
      : options(chosen), random(chosen.seed), coverage(counts), mix(Mix::draw(random)) {}

  // True in so many of a thousand cases, while the storm lasts.
  bool chance(int per_mille) {
    return storm && per_mille > 0 && random.below(1000) < static_cast<std::uint64_t>(per_mille);
  }
  // The same, counted when it happens.
  bool strikes(Fault fault, int per_mille) {
    if (!chance(per_mille)) return false;
    coverage.reached(fault);
    return true;
  }
  Duration between(Duration least, Duration most) {
    const auto span = static_cast<std::uint64_t>((most - least).count());
    return least + Duration(random.below(span + 1));
  }
  void break_promise(int promise, PaymentId payment, std::string sentence) {
    if (violations.size() < kViolationsMax)
      violations.push_back({promise, payment, std::move(sentence)});
  }
  void tell(PaymentId payment, std::string text) {
    if (options.remember) lines.push_back({clock.now(), payment, std::move(text)});
  }
  bool has(Defect defect) const { return options.defect == defect; }

  static constexpr std::size_t kViolationsMax = 20;

  const StageOptions options;
  memory::SeededRandom random;
  Coverage& coverage;
  const Mix mix;
  memory::ManualClock clock{from_unix_micros(1'800'000'000'000'000)};
  Scheduler scheduler{random, clock};
  bool storm = true;  // faults happen; afterwards everything must settle
  std::vector<Violation> violations;
  std::vector<Line> lines;
};

}  // namespace tollgate::simulation
