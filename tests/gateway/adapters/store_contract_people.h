// Part of store_contract.h: payments whose time is over, and what waits for a person.
#pragma once

#include "tests/gateway/adapters/store_contract.h"

namespace tollgate::test {

TEST_P(StoreContract, ClaimsAPaymentWhoseTimeIsOverForOneLease) {
  // By the real time, because a store may go by a clock of its own.
  const Timestamp now = SystemClock().now();
  Payment waiting = committed_payment();
  waiting.expires_at = now + std::chrono::hours(1);
  Payment over = committed_payment();
  over.expires_at = now - std::chrono::hours(1);
  for (Payment* payment : {&waiting, &over})
    ASSERT_EQ(commit(next_version(make(), *payment)), CommitStatus::committed);
  const auto claim = [&](Duration lease) {
    return await(store().claim_expired_payments(now, lease, 10)).value();
  };
  const auto first = claim(Duration(0));
  ASSERT_EQ(first.size(), 1U);
  EXPECT_EQ(first[0].id, over.id);
  const auto claimed = claim(std::chrono::hours(2));
  ASSERT_EQ(claimed.size(), 1U) << "a lease ends";
  EXPECT_EQ(claimed[0].expires_at, now + std::chrono::hours(2));
  EXPECT_EQ(claimed[0].version, over.version);  // a claim is no change of the payment
  EXPECT_TRUE(claim(std::chrono::hours(2)).empty());
  over.expires_at = load(over.id)->expires_at;
  EXPECT_GT(over.expires_at, now + std::chrono::hours(1));
  EXPECT_TRUE(same(over, *load(over.id)));
}

TEST_P(StoreContract, APaymentThatWaitsForNothingIsNeverOver) {
  Payment payment = committed_payment();
  payment.expires_at.reset();
  ASSERT_EQ(commit(next_version(make(), payment)), CommitStatus::committed);
  EXPECT_TRUE(await(store().claim_expired_payments(make().now() + std::chrono::hours(1000),
                                                   std::chrono::seconds(30), 10))
                  .value()
                  .empty());
}

TEST_P(StoreContract, ListsWhatIsParked) {
  Change intent = make().intent();
  Operation parked = *intent.new_operation;
  ASSERT_EQ(commit(intent), CommitStatus::committed);
  EXPECT_TRUE(await(store().list_parked_operations(10)).value().empty());
  parked.parked = true;
  parked.due_at.reset();
  ++parked.revision;
  Change change;
  change.changed_operations = {parked};
  ASSERT_EQ(commit(std::move(change)), CommitStatus::committed);
  const auto listed = await(store().list_parked_operations(10)).value();
  ASSERT_EQ(listed.size(), 1U);
  EXPECT_TRUE(same(listed[0], parked));
}

TEST_P(StoreContract, ABreakIsWrittenWithItsChangeAndClosedOnce) {
  Payment payment = committed_payment();
  Change change = next_version(make(), payment);
  Break found(Money(1, *Currency::parse("JPY")));
  found.id = make().id<BreakId>();
  found.merchant_id = payment.merchant_id;
  found.payment_id = payment.id;
  found.channel_account = "card_main";
  found.kind = break_kind::kLateApproval;
  found.detail = "It's approved, and we closed it.";
  found.opened_at = make().now();
  change.new_break = found;
  Change stale = change;
  ASSERT_EQ(commit(std::move(change)), CommitStatus::committed);
  stale.new_break->id = make().id<BreakId>();
  EXPECT_EQ(commit(std::move(stale)), CommitStatus::version_conflict);  // and its break with it
  auto open = await(store().list_open_breaks(10)).value();
  ASSERT_EQ(open.size(), 1U);
  EXPECT_EQ(open[0].id, found.id);
  EXPECT_EQ(open[0].amount, found.amount);
  EXPECT_EQ(open[0].detail, found.detail);
  EXPECT_FALSE(open[0].operation_id);
  EXPECT_TRUE(await(store().close_break(found.id, "settled by phone", make().now())).ok());
  EXPECT_FALSE(await(store().close_break(found.id, "again", make().now())).ok());
  EXPECT_TRUE(await(store().list_open_breaks(10)).value().empty());
}

}  // namespace tollgate::test
