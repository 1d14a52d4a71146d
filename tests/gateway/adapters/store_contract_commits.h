// Part of store_contract.h: what a commit writes is what is read.
#pragma once

#include "tests/gateway/adapters/store_contract.h"

namespace tollgate::test {

TEST_P(StoreContract, KeepsEveryMemberOfAnIntent) {
  const Change change = make().intent();
  ASSERT_EQ(commit(change), CommitStatus::committed);
  const PaymentId id = change.new_payment->id;

  const auto payment = await(store().find_payment(make().merchant(), Mode::test, id)).value();
  ASSERT_TRUE(payment.has_value());
  EXPECT_TRUE(same(*payment, *change.new_payment));
  const auto operations = await(store().list_operations(id)).value();
  ASSERT_EQ(operations.size(), 1U);
  EXPECT_TRUE(same(operations[0], *change.new_operation));
  const auto operation = await(store().load_operation(change.new_operation->id)).value();
  ASSERT_TRUE(operation.has_value());
  EXPECT_TRUE(same(*operation, *change.new_operation));
  const auto history = await(store().list_events(id)).value();
  ASSERT_EQ(history.size(), 1U);
  EXPECT_TRUE(same(history[0], change.events[0]));
  const auto request = find_request(*change.new_request->idempotency_digest);
  ASSERT_TRUE(request.has_value());
  EXPECT_TRUE(same(*request, *change.new_request));
  EXPECT_FALSE(request->answer.has_value());
}

TEST_P(StoreContract, KeepsEveryMemberOfAResult) {
  const Change intent = make().intent();
  ASSERT_EQ(commit(intent), CommitStatus::committed);
  make().advance(std::chrono::milliseconds(317));
  Change result = make().result_of(intent);
  Outcome& outcome = result.changed_operations[0].outcome;
  outcome.message = "Accordé — d'accord \\ \"ok\"";
  outcome.approved_minor = 1500;
  outcome.retryable = true;
  result.changed_payment->reason = "partial_approval";
  ASSERT_EQ(commit(result), CommitStatus::committed);

  EXPECT_TRUE(same(*load(intent.new_payment->id), *result.changed_payment));
  const auto operation = await(store().load_operation(intent.new_operation->id)).value();
  EXPECT_TRUE(same(*operation, result.changed_operations[0]));
  const auto request = find_request(*intent.new_request->idempotency_digest);
  ASSERT_TRUE(request->answer.has_value());
  EXPECT_TRUE(same(*request->answer, result.answer->answer));
  const auto history = await(store().list_events(intent.new_payment->id)).value();
  ASSERT_EQ(history.size(), 2U);
  EXPECT_TRUE(same(history[1], result.events[0]));
}

TEST_P(StoreContract, KeepsRefundsAndPaymentMethods) {
  const Payment payment = committed_payment();
  Change change;
  change.new_refund = make().refund(payment);
  change.new_payment_method = make().payment_method();
  Operation operation = make().operation(payment);
  operation.refund_id = change.new_refund->id;
  operation.original_id = operation.id;
  change.new_operation = operation;
  ASSERT_EQ(commit(change), CommitStatus::committed);
  const auto method = await(store().find_payment_method(make().merchant(), Mode::test,
                                                        change.new_payment_method->id))
                          .value();
  ASSERT_TRUE(method.has_value());
  EXPECT_TRUE(same(*method, *change.new_payment_method));
  EXPECT_TRUE(same(*await(store().load_operation(operation.id)).value(), operation));

  Refund refund = *change.new_refund;
  ++refund.version;
  refund.status = RefundStatus::failed;
  refund.failure_code = "expired";
  Change changed;
  changed.changed_refund = refund;
  ASSERT_EQ(commit(changed), CommitStatus::committed);
  EXPECT_TRUE(same(*await(store().load_refund(refund.id)).value(), refund));
  EXPECT_TRUE(
      same(*await(store().find_refund(make().merchant(), Mode::test, refund.id)).value(), refund));
}

TEST_P(StoreContract, KeepsEmptyAndExtremeValues) {
  Payment bare(Money(Money::kMinorMax, *Currency::parse("JPY")));
  bare.id = make().payment().id;
  bare.merchant_id = make().merchant();
  bare.mode = Mode::live;
  Payment full = make().payment();
  full.merchant_reference = "O'Re\\illy\" \xF0\x9F\x92\xB6 %_;-- ";
  full.description = std::string(500, '\'');
  full.customer = "line\nbreak\ttab";
  for (int i = 0; i < 50; ++i)
    full.metadata.emplace_back("key_" + std::to_string(i), std::string(500, '"'));
  full.risk.reasons = {"R1", "R2"};
  full.risk.score = -7;
  full.risk.record = R"({"micros":1})";
  for (const Payment& payment : {bare, full}) {
    Change change;
    change.new_payment = payment;
    ASSERT_EQ(commit(change), CommitStatus::committed);
    EXPECT_TRUE(same(*load(payment.id), payment));
  }
}

TEST_P(StoreContract, AnEmptyChangeIsCommitted) {
  EXPECT_EQ(commit(Change()), CommitStatus::committed);
  EXPECT_EQ(events_in_streams(), 0U);
}

// A repeat that made its own answer must not replace the one that others were told.
TEST_P(StoreContract, TheFirstAnswerOfARequestStays) {
  Change change = make().intent();
  const Digest16 key = *change.new_request->idempotency_digest;
  ASSERT_EQ(commit(change), CommitStatus::committed);
  for (const std::string_view body : {"first", "second", "third"}) {
    Change update;
    update.answer = {key, {201, "text/plain", std::string(body)}};
    ASSERT_EQ(commit(update), CommitStatus::committed);
    EXPECT_EQ(find_request(key)->answer->body, "first");
  }
}

TEST_P(StoreContract, AnAnswerThatCameWithItsRequestStays) {
  Change change = make().intent();
  const Digest16 key = *change.new_request->idempotency_digest;
  change.new_request->answer = {202, "application/json", "first"};
  ASSERT_EQ(commit(change), CommitStatus::committed);
  Change update;
  update.answer = {key, {201, "text/plain", "second"}};
  ASSERT_EQ(commit(update), CommitStatus::committed);
  EXPECT_EQ(find_request(key)->answer->status, 202);
  EXPECT_EQ(find_request(key)->answer->body, "first");
  EXPECT_TRUE(same(*find_request(key), *change.new_request));
}

TEST_P(StoreContract, AnAnswerToAForgottenRequestIsDroppedButTheChangeIsNot) {
  Payment payment = committed_payment();
  Change change = next_version(make(), payment);
  const Digest16 unknown = make().digest();
  change.answer = {unknown, {200, "text/plain", "nobody asked"}};
  EXPECT_EQ(commit(change), CommitStatus::committed);
  EXPECT_EQ(load(payment.id)->version, 2U);
  EXPECT_FALSE(find_request(unknown).has_value());
}

}  // namespace tollgate::test
