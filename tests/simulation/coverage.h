// Coverage: how often each fault, each place of a crash and each row of the transition table was
// reached. A simulation that never reaches something says nothing about it.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/payment/transition.h"

namespace tollgate::simulation {

enum class Fault : std::uint8_t {
  lost_before = 0,  // the message never arrives
  lost_after,       // it takes effect, its answer is lost
  duplicated,       // the network delivers it twice
  delivered_late,   // it arrives after the gateway gave up
  garbage,          // the answer cannot be read
  wrong_amount,     // the answer names more than was asked
  partial_approval,
  declined,
  not_sent,
  pending_quiet,   // the channel will answer later
  pending_action,  // ... once the payer acted
  void_declined,
  stubborn_void,  // declined for ever
  late_approval,  // approved after it had been declined
  report_duplicated,
  report_overtaken,  // arrives after one that was sent later
  report_early,      // before our own answer
  report_late,       // of an operation that is settled
  report_lost,
  exchange_told,  // what it came to on the merchant's account
  report_of_another_amount,
  report_of_nothing,  // an operation nobody knows
  report_of_a_stranger,
  report_contradicts,  // says declined of what was approved
  dispute_opened,
  dispute_won,
  dispute_lost,
  reversed_by_channel,
  payout_returned,  // by the payee's bank
  commit_unavailable,
  commit_unknown_lost,
  commit_unknown_written,
  commit_slow,
  read_unavailable,
  bus_away,
  bus_lost,
  bus_confirmation_lost,
  crash,
  client_gives_up,
  client_double_click,  // the same key twice at once
  client_repeats,       // after it had its answer
  nonce_replayed,
  key_reused,
  stranger_asks,  // for another merchant's payment
  kCount,
};

// What a process was in the middle of when it died.
enum class Place : std::uint8_t {
  idle = 0,
  commit_waiting,  // not written yet
  commit_done,     // written, and nobody was told
  reading,
  channel_leaving,  // the message has not arrived
  channel_waiting,  // it has, or never will; the answer is on its way
  retrying,         // sleeping before the next try of a commit
  serving_client,
  serving_report,
  relay_sending,
  relay_confirmed,  // the bus has it, the position is not saved
  kCount,
};

std::string_view to_text(Fault fault);
std::string_view to_text(Place place);

class Coverage {
 public:
  static constexpr std::size_t kFaults = static_cast<std::size_t>(Fault::kCount);
  static constexpr std::size_t kPlaces = static_cast<std::size_t>(Place::kCount);

  void reached(Fault fault) { ++faults_[static_cast<std::size_t>(fault)]; }
  void crashed_at(Place place) { ++places_[static_cast<std::size_t>(place)]; }
  // A created payment is no transition: `from` is unknown then, and nothing is counted.
  void moved(PaymentStatus from, Trigger trigger);

  void add(const Coverage& other);

  // What was never reached, one sentence each; the rows that no use case asks for are left out.
  std::vector<std::string> missing() const;
  std::string table() const;

 private:
  std::array<std::uint64_t, kFaults> faults_{};
  std::array<std::uint64_t, kPlaces> places_{};
  std::array<std::uint64_t, 64> transitions_{};  // by index in transition_table()
};

}  // namespace tollgate::simulation
