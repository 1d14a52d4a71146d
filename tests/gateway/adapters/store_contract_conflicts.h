// Part of store_contract.h: what cannot be written, and that nothing of it is.
#pragma once

#include "tests/gateway/adapters/store_contract.h"

namespace tollgate::test {

TEST_P(StoreContract, ANonceIsAcceptedOnce) {
  const Change first = make().intent();
  ASSERT_EQ(commit(first), CommitStatus::committed);
  Change replay = make().intent();
  replay.new_request->nonce_digest = first.new_request->nonce_digest;
  EXPECT_EQ(commit(replay), CommitStatus::nonce_replayed);
  EXPECT_FALSE(load(replay.new_payment->id).has_value());
  // Also when its key is known: a replay is told as what it is.
  replay.new_request->idempotency_digest = first.new_request->idempotency_digest;
  EXPECT_EQ(commit(replay), CommitStatus::nonce_replayed);
}

TEST_P(StoreContract, AnIdempotencyKeyIsTakenOnce) {
  const Change first = make().intent();
  ASSERT_EQ(commit(first), CommitStatus::committed);
  Change second = make().intent();
  second.new_request->idempotency_digest = first.new_request->idempotency_digest;
  second.new_payment->merchant_reference = first.new_payment->merchant_reference;
  EXPECT_EQ(commit(second), CommitStatus::idempotency_key_taken);
  EXPECT_FALSE(load(second.new_payment->id).has_value());
  // Nothing of it was written, not even the nonce: with another key it goes through.
  second.new_request->idempotency_digest = make().digest();
  second.new_payment->merchant_reference += "-2";
  EXPECT_EQ(commit(second), CommitStatus::committed);
}

TEST_P(StoreContract, RequestsWithoutAKeyDoNotCollide) {
  for (int i = 0; i < 2; ++i) {
    Change change;
    change.new_request = make().request(/*with_key=*/false);
    EXPECT_EQ(commit(change), CommitStatus::committed);
  }
}

TEST_P(StoreContract, AReferenceIsUniqueForMerchantAndMode) {
  const Payment taken = committed_payment();
  const auto commit_with = [&](const std::string& reference, MerchantId merchant, Mode mode) {
    Change change = make().intent();
    change.new_payment->merchant_reference = reference;
    change.new_payment->merchant_id = merchant;
    change.new_payment->mode = mode;
    return commit(std::move(change));
  };
  const std::string& reference = taken.merchant_reference;
  EXPECT_EQ(commit_with(reference, taken.merchant_id, taken.mode),
            CommitStatus::merchant_reference_taken);
  EXPECT_EQ(commit_with(reference, taken.merchant_id, Mode::live), CommitStatus::committed);
  EXPECT_EQ(commit_with(reference, make().another_merchant().id, taken.mode),
            CommitStatus::committed);
  // Byte by byte: neither a space nor a letter's case is overlooked.
  EXPECT_EQ(commit_with(reference + " ", taken.merchant_id, taken.mode), CommitStatus::committed);
  EXPECT_EQ(commit_with("O" + reference.substr(1), taken.merchant_id, taken.mode),
            CommitStatus::committed);
  EXPECT_EQ(commit_with("", taken.merchant_id, taken.mode), CommitStatus::committed);
  EXPECT_EQ(commit_with("", taken.merchant_id, taken.mode), CommitStatus::committed);
}

TEST_P(StoreContract, AQuoteIsForOnePayment) {
  Change given;
  given.new_request = make().request();
  given.new_fx_quote = make().fx_quote();
  const FxQuote quote = *given.new_fx_quote;
  ASSERT_EQ(commit(given), CommitStatus::committed);
  const auto find = [&](MerchantId merchant, Mode mode) {
    return await(store().find_fx_quote(merchant, mode, quote.id)).value();
  };
  EXPECT_TRUE(same(*find(quote.merchant_id, quote.mode), quote));
  EXPECT_FALSE(find(quote.merchant_id, Mode::live).has_value());
  EXPECT_FALSE(find(make().another_merchant().id, quote.mode).has_value());
  given.new_request = make().request();
  EXPECT_EQ(commit(given), CommitStatus::version_conflict);

  std::vector<Change> rivals;
  for (int i = 0; i < 40; ++i) {
    rivals.push_back(make().intent());
    rivals.back().new_payment->fx_quote = quote;
    rivals.back().new_payment->exchange = quote.promise;
  }
  const std::vector<Change> tried = rivals;
  auto counts = commit_all(std::move(rivals));
  EXPECT_EQ(counts[CommitStatus::committed], 1);
  EXPECT_EQ(counts[CommitStatus::fx_quote_taken], 39);
  int stored = 0;
  for (const Change& change : tried)
    if (const auto payment = load(change.new_payment->id)) {
      ++stored;
      EXPECT_TRUE(same(*payment, *change.new_payment));
    }
  EXPECT_EQ(stored, 1);
}

TEST_P(StoreContract, AStaleVersionLeavesNothingWritten) {
  const Payment stored = committed_payment();
  Payment payment = stored;
  ASSERT_EQ(commit(next_version(make(), payment)), CommitStatus::committed);

  Payment stale = stored;
  Change change = next_version(make(), stale);
  change.new_request = make().request();
  change.new_operation = make().operation(stale);
  change.new_refund = make().refund(stale);
  change.new_payment_method = make().payment_method();
  const std::size_t events_before = events_in_streams();
  EXPECT_EQ(commit(change), CommitStatus::version_conflict);

  EXPECT_TRUE(same(*load(stored.id), payment));
  EXPECT_EQ(await(store().list_operations(stored.id)).value().size(), 1U);
  EXPECT_TRUE(await(store().list_refunds(stored.id)).value().empty());
  EXPECT_EQ(await(store().list_events(stored.id)).value().size(), 2U);
  EXPECT_EQ(events_in_streams(), events_before);
  EXPECT_FALSE(find_request(*change.new_request->idempotency_digest).has_value());
  EXPECT_FALSE(await(store().find_payment_method(make().merchant(), Mode::test,
                                                 change.new_payment_method->id))
                   .value()
                   .has_value());
}

TEST_P(StoreContract, EveryKindOfRowGuardsItsVersion) {
  const Change intent = make().intent();
  ASSERT_EQ(commit(intent), CommitStatus::committed);
  const auto refused = [&](const Change& change) {
    return commit(change) == CommitStatus::version_conflict;
  };
  Change change;
  change.new_payment = intent.new_payment;
  change.new_payment->merchant_reference = "another";
  EXPECT_TRUE(refused(change)) << "a payment that exists is not new";
  change = {};
  change.changed_payment = make().payment();
  change.changed_payment->version = 2;
  EXPECT_TRUE(refused(change)) << "a payment that does not exist cannot change";
  change = {};
  change.changed_payment = intent.new_payment;
  change.changed_payment->version = 3;
  EXPECT_TRUE(refused(change)) << "no version may be skipped";
  change = {};
  change.new_operation = intent.new_operation;
  EXPECT_TRUE(refused(change)) << "an operation that exists is not new";
  change = {};
  change.changed_operations = {*intent.new_operation};
  EXPECT_TRUE(refused(change)) << "an operation's revision must move on";
  change = {};
  change.changed_operations = {make().operation(*intent.new_payment)};
  change.changed_operations[0].revision = 2;
  EXPECT_TRUE(refused(change)) << "an operation that does not exist cannot change";
  change = {};
  change.changed_refund = make().refund(*intent.new_payment);
  change.changed_refund->version = 2;
  EXPECT_TRUE(refused(change)) << "a refund that does not exist cannot change";
  change = {};
  change.events = {make().event(*intent.new_payment, event_type::kPaymentCreated)};
  EXPECT_TRUE(refused(change)) << "a version has one event";
  EXPECT_TRUE(same(*load(intent.new_payment->id), *intent.new_payment));
  EXPECT_EQ(events_in_streams(), 1U);
}

TEST_P(StoreContract, OfManyWithOneNonceOneIsCommitted) {
  std::vector<Change> changes(60);
  for (Change& change : changes) change = make().intent();
  for (int i = 0; i < 30; ++i)
    changes[static_cast<std::size_t>(2 * i)].new_request->nonce_digest =
        changes[0].new_request->nonce_digest;
  auto counts = commit_all(changes);
  EXPECT_EQ(counts[CommitStatus::committed], 31) << "one of the thirty, and all the neighbours";
  EXPECT_EQ(counts[CommitStatus::nonce_replayed], 29);
  EXPECT_EQ(events_in_streams(), 31U);
}

TEST_P(StoreContract, OfManyWithOneKeyOneIsCommitted) {
  std::vector<Change> changes(40);
  for (Change& change : changes) {
    change = make().intent();
    change.new_request->idempotency_digest = changes[0].new_request->idempotency_digest;
  }
  auto counts = commit_all(changes);
  EXPECT_EQ(counts[CommitStatus::committed], 1);
  EXPECT_EQ(counts[CommitStatus::idempotency_key_taken], 39);
}

TEST_P(StoreContract, OfManyWithOneReferenceOneIsCommitted) {
  std::vector<Change> changes(40);
  for (Change& change : changes) {
    change = make().intent();
    change.new_payment->merchant_reference = "the same";
  }
  auto counts = commit_all(changes);
  EXPECT_EQ(counts[CommitStatus::committed], 1);
  EXPECT_EQ(counts[CommitStatus::merchant_reference_taken], 39);
}

TEST_P(StoreContract, OfManyChangesOfOneVersionOneIsCommitted) {
  const Payment stored = committed_payment();
  std::vector<Change> changes;
  for (int i = 0; i < 40; ++i) {
    Payment copy = stored;
    changes.push_back(next_version(make(), copy));
    changes.push_back(make().intent());
  }
  auto counts = commit_all(changes);
  EXPECT_EQ(counts[CommitStatus::committed], 41);
  EXPECT_EQ(counts[CommitStatus::version_conflict], 39);
  EXPECT_EQ(load(stored.id)->version, 2U);
}

}  // namespace tollgate::test
