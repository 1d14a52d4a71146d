// Places: what a process is in the middle of, at each moment; read when it dies.
#pragma once

#include <array>

#include "tests/simulation/coverage.h"

namespace tollgate::simulation {

class Places {
 public:
  int at(Place place) const { return counts_[static_cast<std::size_t>(place)]; }

  // While it lives, one coroutine more stands at its place. Dropped frames let go of it too.
  class Mark {
   public:
    Mark(Places& places, Place place) : places_(places), place_(place) { ++count(); }
    ~Mark() { --count(); }
    Mark(const Mark&) = delete;
    Mark& operator=(const Mark&) = delete;
    void move_to(Place place) {
      --count();
      place_ = place;
      ++count();
    }

   private:
    int& count() { return places_.counts_[static_cast<std::size_t>(place_)]; }
    Places& places_;
    Place place_;
  };

 private:
  std::array<int, Coverage::kPlaces> counts_{};
};

}  // namespace tollgate::simulation
