// Part of store_contract.h: lists, what others may not see, and the resolver's claims.
#pragma once

#include <algorithm>
#include <set>

#include "tests/gateway/adapters/store_contract.h"

namespace tollgate::test {

template <class Row>
auto ids_of(const std::vector<Row>& rows) {
  std::vector<decltype(Row::id)> ids;
  for (const Row& row : rows) ids.push_back(row.id);
  return ids;
}
inline std::vector<PaymentId> ids_of(const Page& page) { return ids_of(page.payments); }

TEST_P(StoreContract, ListsNewestFirstPageByPage) {
  std::vector<PaymentId> newest_first;
  for (int i = 0; i < 7; ++i) newest_first.insert(newest_first.begin(), committed_payment().id);
  const auto slice = [&](int from, int to) {
    return std::vector<PaymentId>(newest_first.begin() + from, newest_first.begin() + to);
  };
  PaymentFilter filter;
  filter.merchant_id = make().merchant();
  filter.mode = Mode::test;
  filter.limit = 3;
  const auto list = [&] { return await(store().list_payments(filter)).value(); };

  Page page = list();
  EXPECT_EQ(ids_of(page), slice(0, 3));
  EXPECT_TRUE(page.has_more);
  filter.starting_after = newest_first[3];
  page = list();
  EXPECT_EQ(ids_of(page), slice(4, 7));
  EXPECT_FALSE(page.has_more);
  filter.starting_after.reset();
  filter.ending_before = newest_first[5];
  page = list();
  EXPECT_EQ(ids_of(page), slice(2, 5)) << "those next to the bound, newest first";
  EXPECT_TRUE(page.has_more);
  filter.ending_before = newest_first[2];
  page = list();
  EXPECT_EQ(ids_of(page), slice(0, 2));
  EXPECT_FALSE(page.has_more);
  filter.starting_after = newest_first[0];
  filter.ending_before = newest_first[6];
  filter.limit = 1000;
  EXPECT_EQ(ids_of(list()), slice(1, 6));
}

TEST_P(StoreContract, ListsByStatusAndReference) {
  const Payment processing = committed_payment();
  const Change intent = make().intent();
  ASSERT_EQ(commit(intent), CommitStatus::committed);
  ASSERT_EQ(commit(make().result_of(intent)), CommitStatus::committed);
  PaymentFilter filter;
  filter.merchant_id = make().merchant();
  filter.mode = Mode::test;
  filter.status = PaymentStatus::succeeded;
  EXPECT_EQ(ids_of(await(store().list_payments(filter)).value()),
            std::vector{intent.new_payment->id});
  filter.status.reset();
  filter.merchant_reference = processing.merchant_reference;
  EXPECT_EQ(ids_of(await(store().list_payments(filter)).value()), std::vector{processing.id});
  filter.merchant_reference += " ";
  EXPECT_TRUE(await(store().list_payments(filter)).value().payments.empty());
}

TEST_P(StoreContract, ListsEachDirectionByItself) {
  std::vector<PaymentId> payments;
  std::vector<PaymentId> payouts;
  for (int i = 0; i < 6; ++i) {
    Change intent = make().intent();
    const bool is_payout = i % 3 == 0;
    intent.new_payment->direction =
        is_payout ? PaymentDirection::payout : PaymentDirection::payment;
    ASSERT_EQ(commit(intent), CommitStatus::committed);
    auto& list = is_payout ? payouts : payments;
    list.insert(list.begin(), intent.new_payment->id);
  }
  PaymentFilter filter;
  filter.merchant_id = make().merchant();
  filter.mode = Mode::test;
  filter.direction = PaymentDirection::payment;
  EXPECT_EQ(ids_of(await(store().list_payments(filter)).value()), payments);
  filter.direction = PaymentDirection::payout;
  EXPECT_EQ(ids_of(await(store().list_payments(filter)).value()), payouts);
  filter.starting_after = payouts[0];
  EXPECT_EQ(ids_of(await(store().list_payments(filter)).value()), std::vector{payouts[1]});
  filter.direction.reset();
  filter.starting_after.reset();
  EXPECT_EQ(await(store().list_payments(filter)).value().payments.size(), 6U);
}

TEST_P(StoreContract, ListsAHundredAtMost) {
  std::vector<Change> changes;
  for (int i = 0; i < 103; ++i) changes.push_back(make().intent());
  ASSERT_EQ(commit_all(changes)[CommitStatus::committed], 103);
  PaymentFilter filter;
  filter.merchant_id = make().merchant();
  filter.mode = Mode::test;
  filter.limit = 5000;
  const Page page = await(store().list_payments(filter)).value();
  EXPECT_EQ(page.payments.size(), 100U);
  EXPECT_TRUE(page.has_more);
}

TEST_P(StoreContract, OthersSeeNothing) {
  const Payment payment = committed_payment();
  Change change;
  change.new_refund = make().refund(payment);
  change.new_payment_method = make().payment_method();
  ASSERT_EQ(commit(change), CommitStatus::committed);
  const MerchantId stranger = make().another_merchant().id;
  for (const auto& [merchant, mode] :
       {std::pair(stranger, Mode::test), std::pair(make().merchant(), Mode::live)}) {
    EXPECT_FALSE(await(store().find_payment(merchant, mode, payment.id)).value());
    EXPECT_FALSE(await(store().find_refund(merchant, mode, change.new_refund->id)).value());
    EXPECT_FALSE(
        await(store().find_payment_method(merchant, mode, change.new_payment_method->id)).value());
    PaymentFilter filter;
    filter.merchant_id = merchant;
    filter.mode = mode;
    EXPECT_TRUE(await(store().list_payments(filter)).value().payments.empty());
  }
}

TEST_P(StoreContract, ListsOperationsAndRefundsOldestFirst) {
  const Payment payment = committed_payment();
  std::vector<OperationId> operations = {
      await(store().list_operations(payment.id)).value().at(0).id};
  std::vector<RefundId> refunds;
  for (int i = 0; i < 3; ++i) {
    Change change;
    change.new_refund = make().refund(payment);
    change.new_operation = make().operation(payment);
    ASSERT_EQ(commit(change), CommitStatus::committed);
    operations.push_back(change.new_operation->id);
    refunds.push_back(change.new_refund->id);
  }
  EXPECT_EQ(ids_of(await(store().list_operations(payment.id)).value()), operations);
  EXPECT_EQ(ids_of(await(store().list_refunds(payment.id)).value()), refunds);
}

TEST_P(StoreContract, WhatDoesNotExistIsNotThere) {
  const Payment missing = make().payment();
  EXPECT_FALSE(load(missing.id));
  EXPECT_FALSE(await(store().load_refund(make().refund(missing).id)).value());
  EXPECT_FALSE(await(store().load_operation(make().operation(missing).id)).value());
  EXPECT_TRUE(await(store().list_operations(missing.id)).value().empty());
  EXPECT_TRUE(await(store().list_events(missing.id)).value().empty());
  EXPECT_FALSE(find_request(make().digest()));
}

TEST_P(StoreContract, ClaimsWhatIsDueLongestOverdueFirst) {
  std::vector<Operation> made;
  // By the real time, because a store may go by a clock of its own.
  const Timestamp now = SystemClock().now();
  for (const int minutes : {1, 5, 3, -60}) {
    Change change = make().intent();
    change.new_operation->due_at = now - std::chrono::minutes(minutes);
    made.push_back(*change.new_operation);
    ASSERT_EQ(commit(change), CommitStatus::committed);
  }
  Change final_one = make().intent();
  final_one.new_operation->due_at.reset();
  ASSERT_EQ(commit(final_one), CommitStatus::committed);

  const Duration lease = std::chrono::minutes(10);
  const auto claim = [&](Duration until, std::size_t limit) {
    return await(store().claim_due_operations(now, until, limit)).value();
  };
  const auto first = claim(lease, 2);
  ASSERT_EQ(first.size(), 2U);
  EXPECT_EQ(first[0].id, made[1].id);
  EXPECT_EQ(first[1].id, made[2].id);
  EXPECT_EQ(first[0].due_at, now + lease);
  EXPECT_EQ(first[0].revision, 2U);
  EXPECT_TRUE(same(first[0], *await(store().load_operation(made[1].id)).value()));
  const auto second = claim(Duration(0), 10);
  ASSERT_EQ(second.size(), 1U) << "what is leased is not claimed again, nor what is not yet due";
  EXPECT_EQ(second[0].id, made[0].id);
  EXPECT_EQ(claim(lease, 10).size(), 1U) << "a lease ends";
}

TEST_P(StoreContract, AClaimMakesAnEarlierCopyStale) {
  Change intent = make().intent();
  const Timestamp now = SystemClock().now();
  intent.new_operation->due_at = now;
  ASSERT_EQ(commit(intent), CommitStatus::committed);
  ASSERT_EQ(await(store().claim_due_operations(now, std::chrono::minutes(1), 10)).value().size(),
            1U);
  EXPECT_EQ(commit(make().result_of(intent)), CommitStatus::version_conflict);
}

TEST_P(StoreContract, TwoClaimsNeverShareAnOperation) {
  const Timestamp now = SystemClock().now();
  std::vector<Change> changes;
  for (int i = 0; i < 60; ++i) {
    changes.push_back(make().intent());
    changes.back().new_operation->due_at = now;
  }
  ASSERT_EQ(commit_all(changes)[CommitStatus::committed], 60);
  std::set<OperationId> claimed;
  std::size_t total = 0;
  // Claims that meet at the same rows may come back short: ask until nothing is left.
  for (int round = 0; round < 60 && claimed.size() < 60; ++round) {
    std::vector<Task<Result<std::vector<Operation>>>> tasks;
    for (int i = 0; i < 4; ++i)
      tasks.push_back(store().claim_due_operations(now, std::chrono::hours(2), 10));
    for (auto& result : await_all(std::move(tasks))) {
      ASSERT_TRUE(result.ok()) << result.error().message;
      for (const Operation& operation : *result) claimed.insert(operation.id);
      total += result->size();
    }
  }
  EXPECT_EQ(claimed.size(), 60U);
  EXPECT_EQ(total, 60U);
}

}  // namespace tollgate::test
