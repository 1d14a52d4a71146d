#include "gateway/payment/payment.h"

#include <gtest/gtest.h>

#include "gateway/payment/operation.h"

namespace tollgate {
namespace {

Payment captured(std::int64_t amount) {
  Payment payment(Money(amount, *Currency::parse("EUR")));
  payment.amount_authorized = amount;
  payment.amount_captured = amount;
  payment.status = PaymentStatus::succeeded;
  return payment;
}

TEST(Payment, SumsHoldOnlyInOrder) {
  Payment payment = captured(100);
  EXPECT_TRUE(sums_hold(payment));
  payment.amount_refunded = 60;
  payment.amount_refunding = 40;
  EXPECT_TRUE(sums_hold(payment));
  EXPECT_EQ(payment.amount_refundable(), 0);
  payment.amount_refunding = 41;
  EXPECT_FALSE(sums_hold(payment));
  payment = captured(100);
  payment.amount_captured = 101;
  EXPECT_FALSE(sums_hold(payment));
  payment = captured(100);
  payment.amount_authorized = 101;
  EXPECT_FALSE(sums_hold(payment));
  payment = captured(100);
  payment.amount_refunded = -1;
  EXPECT_FALSE(sums_hold(payment));
}

TEST(Payment, OnlyAHeldAmountIsCapturable) {
  Payment payment(Money(100, *Currency::parse("EUR")));
  payment.amount_authorized = 100;
  payment.status = PaymentStatus::processing;
  EXPECT_EQ(payment.amount_capturable(), 0);
  payment.status = PaymentStatus::requires_capture;
  EXPECT_EQ(payment.amount_capturable(), 100);
}

TEST(Zero, IsUnknownInEveryEnum) {
  EXPECT_EQ(to_text(PaymentStatus{}), "unknown");
  EXPECT_EQ(to_text(CaptureMethod{}), "unknown");
  EXPECT_EQ(to_text(RefundStatus{}), "unknown");
  EXPECT_EQ(to_text(OperationKind{}), "unknown");
  EXPECT_EQ(to_text(OutcomeKind{}), "unknown");
  EXPECT_EQ(to_text(Mode{}), "unknown");
  EXPECT_EQ(Outcome{}.kind, OutcomeKind::unknown);
  EXPECT_FALSE(is_final(OutcomeKind{}));
  EXPECT_FALSE(is_final(OutcomeKind::pending));
}

}  // namespace
}  // namespace tollgate
