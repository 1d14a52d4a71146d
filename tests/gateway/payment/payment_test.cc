#include "gateway/payment/payment.h"

#include <gtest/gtest.h>

#include "gateway/payment/event.h"
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

TEST(Payout, HasNothingThatPaymentsHave) {
  Payment payout = captured(100);
  payout.direction = PaymentDirection::payout;
  EXPECT_TRUE(sums_hold(payout));
  EXPECT_EQ(payout.amount_refundable(), 0);
  payout.amount_reversed = 100;
  EXPECT_TRUE(sums_hold(payout));
  payout.amount_reversed = 101;
  EXPECT_FALSE(sums_hold(payout)) << "more came back than was paid";
  for (auto member :
       {&Payment::amount_refunded, &Payment::amount_refunding, &Payment::amount_disputed}) {
    Payment wrong = captured(100);
    wrong.direction = PaymentDirection::payout;
    wrong.*member = 1;
    EXPECT_FALSE(sums_hold(wrong));
  }
}

TEST(Payout, IsOneOperationWhateverTheCaptureMethod) {
  for (const auto method : {CaptureMethod::automatic, CaptureMethod::manual})
    EXPECT_EQ(charge_kind(PaymentDirection::payout, method), OperationKind::payout);
  EXPECT_EQ(charge_kind(PaymentDirection::payment, CaptureMethod::automatic), OperationKind::sale);
  EXPECT_EQ(charge_kind(PaymentDirection::payment, CaptureMethod::manual),
            OperationKind::authorize);
  EXPECT_TRUE(is_charge(OperationKind::payout));
}

TEST(Payout, IsShownUnderAnIdOfItsOwn) {
  Payment payment(Money(100, *Currency::parse("EUR")));
  SystemRandom random;
  payment.id = PaymentId::make(SystemClock().now(), random);
  const std::string as_payment = payment.shown_id();
  payment.direction = PaymentDirection::payout;
  const std::string as_payout = payment.shown_id();
  EXPECT_EQ(as_payout, "po_" + as_payment.substr(4));
  EXPECT_EQ(payment_id_from_text(as_payout, PaymentDirection::payout), payment.id);
  EXPECT_EQ(payment_id_from_text(as_payment, PaymentDirection::payout), std::nullopt);
  EXPECT_EQ(payment_id_from_text(as_payout, PaymentDirection::payment), std::nullopt);
}

TEST(Payout, TellsItsStepsByItsOwnNames) {
  const auto named = [](std::string_view type) {
    return event_type_of(PaymentDirection::payout, type);
  };
  EXPECT_EQ(named(event_type::kPaymentSucceeded), event_type::kPayoutSucceeded);
  EXPECT_EQ(named(event_type::kPaymentReversed), event_type::kPayoutReturned);
  EXPECT_EQ(event_type_of(PaymentDirection::payment, event_type::kRefundCreated),
            event_type::kRefundCreated);
  EXPECT_EQ(direction_of_event("payout.returned"), PaymentDirection::payout);
  EXPECT_EQ(direction_of_event("payment.created"), PaymentDirection::payment);
}

TEST(Party, ShowsTheLastFourOfAnAccount) {
  EXPECT_EQ(masked_account("GB29NWBK60161331926819"), "****6819");
  EXPECT_EQ(masked_account("12345678"), "****5678");
  EXPECT_EQ(masked_account("1234567"), "****");
}

TEST(Zero, IsUnknownInEveryEnum) {
  EXPECT_EQ(to_text(PaymentDirection{}), "unknown");
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
