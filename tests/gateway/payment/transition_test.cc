#include "gateway/payment/transition.h"

#include <gtest/gtest.h>

#include <set>

namespace tollgate {
namespace {

using enum PaymentStatus;

constexpr int kStatusCount = 10;
constexpr int kTriggerCount = 27;

TEST(Transition, EveryPairOutsideTheTableIsRefused) {
  int allowed = 0;
  for (int from = 0; from < kStatusCount; ++from)
    for (int trigger = 0; trigger < kTriggerCount; ++trigger)
      if (next_status(static_cast<PaymentStatus>(from), static_cast<Trigger>(trigger))) ++allowed;
  EXPECT_EQ(allowed, static_cast<int>(transition_table().size()));
}

TEST(Transition, NothingLeavesAFailedOrCanceledPayment) {
  for (const auto& row : transition_table())
    if (row.from == failed || row.from == PaymentStatus::canceled) {
      EXPECT_EQ(row.to, row.from) << to_text(row.trigger);
    }
}

TEST(Transition, ASucceededPaymentStaysSucceeded) {
  for (const auto& row : transition_table())
    if (row.from == succeeded) {
      EXPECT_EQ(row.to, succeeded) << to_text(row.trigger);
    }
}

TEST(Transition, UnknownIsNeverTurnedIntoFailed) {
  EXPECT_EQ(next_status(processing, Trigger::outcome_unknown), processing);
  for (const auto& row : transition_table())
    if (row.trigger == Trigger::outcome_unknown) {
      EXPECT_NE(row.to, failed);
    }
}

TEST(Transition, NoRowStandsTwiceAndNoneUsesUnknown) {
  std::set<std::pair<PaymentStatus, Trigger>> seen;
  for (const auto& row : transition_table()) {
    EXPECT_TRUE(seen.emplace(row.from, row.trigger).second);
    EXPECT_NE(row.from, unknown);
    EXPECT_NE(row.to, unknown);
    EXPECT_NE(row.trigger, Trigger::unknown);
  }
}

TEST(Transition, EveryStatusThatIsReachedLeadsToAnEnd) {
  // From each status in the table a terminal one can be reached: no payment is stuck by design.
  std::set<PaymentStatus> reached = {succeeded, PaymentStatus::canceled, failed};
  for (int round = 0; round < kStatusCount; ++round)
    for (const auto& row : transition_table())
      if (reached.contains(row.to)) reached.insert(row.from);
  for (const auto& row : transition_table()) {
    EXPECT_TRUE(reached.contains(row.from)) << to_text(row.from);
    EXPECT_TRUE(reached.contains(row.to)) << to_text(row.to);
  }
}

TEST(Status, NamesReadBack) {
  for (int i = 1; i < kStatusCount; ++i) {
    const auto status = static_cast<PaymentStatus>(i);
    EXPECT_EQ(payment_status_from_text(to_text(status)), status);
  }
  EXPECT_FALSE(payment_status_from_text("unknown"));
  EXPECT_FALSE(payment_status_from_text(""));
  EXPECT_EQ(to_text(static_cast<PaymentStatus>(99)), "unknown");
}

}  // namespace
}  // namespace tollgate
