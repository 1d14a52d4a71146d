// Defect: a mistake that the harness makes on purpose, at the gateway's ports and never in its
// code. A simulation that lets one pass is broken itself.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace tollgate::simulation {

enum class Defect : std::uint8_t {
  none = 0,
  forget_reversal,      // a void of unknown outcome is said to be done, and is not sent
  forget_late_void,     // the same for what was approved too late
  unknown_is_failed,    // silence is told as a decline
  send_again,           // a channel without any recovery is sent everything twice
  refund_without_hold,  // a refund starts without holding its amount
  refund_twice,         // every refund reaches the channel under two references
  pay_out_twice,        // so does every payout
  lose_event,
  event_twice,
  answer_differently,  // a repeat gets another answer than the first
  acknowledge_early,   // a commit is answered and never written
  forget_due,          // an operation is stored without its job
  illegal_transition,  // a failed payment comes back to life
  open_to_strangers,   // any merchant finds any payment
  card_in_event,
  overtake_on_bus,   // a payment's events are swapped
  rename_on_resend,  // an event sent again has a new id
  kCount,
};

struct DefectName {
  Defect defect;
  std::string_view name;
  int promise;  // the first one that it breaks
};

inline constexpr std::array<DefectName, 17> kDefects = {{
    {Defect::forget_reversal, "forget_reversal", 3},
    {Defect::forget_late_void, "forget_late_void", 3},
    {Defect::unknown_is_failed, "unknown_is_failed", 3},
    {Defect::send_again, "send_again", 1},
    {Defect::refund_without_hold, "refund_without_hold", 6},
    {Defect::refund_twice, "refund_twice", 3},
    {Defect::pay_out_twice, "pay_out_twice", 1},
    {Defect::lose_event, "lose_event", 4},
    {Defect::event_twice, "event_twice", 4},
    {Defect::answer_differently, "answer_differently", 7},
    {Defect::acknowledge_early, "acknowledge_early", 2},
    {Defect::forget_due, "forget_due", 8},
    {Defect::illegal_transition, "illegal_transition", 5},
    {Defect::open_to_strangers, "open_to_strangers", 9},
    {Defect::card_in_event, "card_in_event", 10},
    {Defect::overtake_on_bus, "overtake_on_bus", 4},
    {Defect::rename_on_resend, "rename_on_resend", 4},
}};

inline std::optional<Defect> defect_named(std::string_view name) {
  for (const auto& row : kDefects)
    if (row.name == name) return row.defect;
  return std::nullopt;
}

}  // namespace tollgate::simulation
