// Mix: how rough one world is. Drawn from the seed, so that some worlds are calm, some lose every
// third message, and some lose a process every few steps. All in a thousandth, as probabilities.
#pragma once

#include "gateway/adapters/memory/seeded_random.h"

namespace tollgate::simulation {

struct Mix {
  int nodes = 1;
  int crashes_most = 0;
  // Of each message to a channel.
  int message_lost = 0;  // before and after
  int message_twice = 0;
  int message_late = 0;
  int answer_garbled = 0;
  int not_sent = 0;
  // Of each decision of a channel.
  int declined = 0;
  int pending = 0;
  int late_approval = 0;
  int void_declined = 0;
  int trouble = 0;  // disputes, reversals, reports that lie
  // Of each report.
  int report_lost = 0;
  int report_twice = 0;
  int report_early = 0;
  // Of each commit and read.
  int commit_fails = 0;
  int commit_slow = 0;
  int read_fails = 0;
  // Of each event sent.
  int bus_fails = 0;
  std::uint64_t acts_most = 4;  // that a client tries on its payment
  // Of each request.
  int client_gives_up = 0;
  int client_naughty = 0;  // repeats, double clicks, reused keys, strangers

  static Mix draw(memory::SeededRandom& random);
};

}  // namespace tollgate::simulation
