#include "tests/simulation/mix.h"

#include <array>

namespace tollgate::simulation {
namespace {

// Most of the time nothing or little, sometimes all of `most`.
int draw_up_to(memory::SeededRandom& random, int most) {
  switch (random.below(4)) {
    case 0:
      return 0;
    case 1:
      return most;
    default:
      return static_cast<int>(random.below(static_cast<std::uint64_t>(most) / 2 + 1));
  }
}

}  // namespace

Mix Mix::draw(memory::SeededRandom& random) {
  Mix mix;
  mix.nodes = random.one_in(3, 5) ? 2 : 1;
  constexpr std::array<std::uint64_t, 5> kActs = {0, 1, 2, 4, 6};
  mix.acts_most = kActs[random.below(kActs.size())];
  mix.crashes_most = static_cast<int>(random.below(4));
  mix.message_lost = draw_up_to(random, 200);
  mix.message_twice = draw_up_to(random, 100);
  mix.message_late = draw_up_to(random, 100);
  mix.answer_garbled = draw_up_to(random, 100);
  mix.not_sent = draw_up_to(random, 100);
  mix.declined = draw_up_to(random, 200);
  mix.pending = draw_up_to(random, 300);
  mix.late_approval = draw_up_to(random, 200);
  mix.void_declined = draw_up_to(random, 300);
  mix.trouble = draw_up_to(random, 100);
  mix.report_lost = draw_up_to(random, 300);
  mix.report_twice = draw_up_to(random, 300);
  mix.report_early = draw_up_to(random, 300);
  mix.commit_fails = draw_up_to(random, 60);
  mix.commit_slow = draw_up_to(random, 30);
  mix.read_fails = draw_up_to(random, 120);
  mix.bus_fails = draw_up_to(random, 100);
  mix.client_gives_up = draw_up_to(random, 100);
  mix.client_naughty = draw_up_to(random, 150);
  return mix;
}

}  // namespace tollgate::simulation
