// What the tests of payouts share: a channel like a bank, and a payout through it.
#pragma once

#include "tests/gateway/app/world.h"

namespace tollgate {

using Types = std::vector<std::string>;

// It can be asked what became of an instruction, and takes none back.
inline ChannelTraits bank_like_traits(Recovery recovery = Recovery::queryable) {
  ChannelTraits traits;
  traits.channel = "scripted";
  traits.methods = {"bank_transfer"};
  traits.operations = {OperationKind::sale, OperationKind::payout, OperationKind::refund,
                       OperationKind::query};
  traits.query_settle_time = std::chrono::seconds(5);
  for (const auto kind : {OperationKind::sale, OperationKind::payout, OperationKind::refund})
    traits.recovery.emplace_back(kind, recovery);
  return traits;
}

class PayoutTest : public testing::Test {
 protected:
  using Fault = memory::ChannelFault;
  static constexpr auto kPayout = PaymentDirection::payout;

  void build(ChannelTraits traits, std::vector<RoutedAccount> accounts = {}) {
    world_.emplace(std::move(traits), std::move(accounts));
  }
  void SetUp() override { build(bank_like_traits()); }

  World& world() { return *world_; }
  Payment payout() { return world_->only_payment(); }
  Types events() { return world_->event_types(payout().id); }
  std::vector<Operation> operations() {
    return *world_->run(world_->store.list_operations(payout().id));
  }
  Operation operation() { return operations().at(0); }
  std::vector<Break> breaks() { return *world_->run(world_->store.list_open_breaks(10)); }

  // What the channel moved is what the payout says, by one effect at most; and it was asked for
  // nothing but payouts and answers.
  void expect_paid(std::int64_t minor) {
    const Payment stands = payout();
    EXPECT_EQ(stands.amount_captured, minor);
    EXPECT_TRUE(sums_hold(stands));
    EXPECT_EQ(world_->channel.net_of(stands.id), -minor);
    int effects = 0;
    for (const auto& each : operations()) {
      effects += world_->channel.effects_of(each.id);
      EXPECT_EQ(each.kind, OperationKind::payout);
    }
    EXPECT_LE(effects, 1);
  }

 private:
  std::optional<World> world_;
};

}  // namespace tollgate
