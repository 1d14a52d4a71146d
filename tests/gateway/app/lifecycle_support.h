// What the tests of a payment's whole life begin with.
#pragma once

#include "tests/gateway/app/world.h"

namespace tollgate {

using memory::ChannelFault;
using memory::CommitFault;
using Types = std::vector<std::string>;

inline Payment held(World& world, std::int64_t minor) {
  world.pay(minor, CaptureMethod::manual);
  return world.only_payment();
}

inline const Operation& only_operation(const std::vector<Operation>& all) {
  EXPECT_EQ(all.size(), 1U);
  return all.front();
}

inline ChannelTraits wallet_like_traits() {
  ChannelTraits traits = card_like_traits();
  traits.recovery = {{OperationKind::authorize, Recovery::queryable},
                     {OperationKind::sale, Recovery::queryable},
                     {OperationKind::refund, Recovery::idempotent_by_reference},
                     {OperationKind::capture, Recovery::idempotent_by_reference},
                     {OperationKind::void_payment, Recovery::idempotent_by_reference}};
  return traits;
}

// A payment whose payer was sent to scan something.
inline Payment waiting_for_payer(World& world, std::int64_t minor) {
  world.channel.next_action =
      NextAction{NextActionKind::display_qr_code, "", "https://w.example/q", {}, std::nullopt};
  world.channel.script({ChannelFault::pending});
  world.pay(minor);
  return world.only_payment();
}

}  // namespace tollgate
