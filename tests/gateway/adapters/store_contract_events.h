// Part of store_contract.h: streams of events and the places of followers.
#pragma once

#include <set>

#include "tests/gateway/adapters/store_contract.h"

namespace tollgate::test {

TEST_P(StoreContract, NumbersEventsDenselyUnderConcurrency) {
  std::vector<Change> intents;
  for (int i = 0; i < 200; ++i) intents.push_back(make().intent());
  // Some that are refused: they must leave no gap.
  for (int i = 0; i < 50; ++i) {
    intents.push_back(make().intent());
    intents.back().new_request->nonce_digest = intents[0].new_request->nonce_digest;
  }
  ASSERT_EQ(commit_all(intents)[CommitStatus::committed], 200);
  std::vector<Change> results;
  for (const Change& intent : intents) results.push_back(make().result_of(intent));
  ASSERT_EQ(commit_all(results)[CommitStatus::committed], 200);

  std::set<EventId> seen;
  std::map<PaymentId, std::uint32_t> last_version;
  for (const auto& [stream, head] : heads()) {
    std::uint64_t after = 0;
    while (after < head) {
      const auto read = events().read_events(stream, after, 7).value();
      ASSERT_FALSE(read.empty());
      ASSERT_LE(read.size(), 7U);
      for (const StoredEvent& stored : read) {
        EXPECT_EQ(stored.stream, stream);
        EXPECT_EQ(stored.number, ++after) << "numbers have no gap";
        EXPECT_EQ(stored.event.version, ++last_version[stored.event.payment_id])
            << "a payment's events are in order";
        EXPECT_TRUE(seen.insert(stored.event.id).second) << "each event is there once";
      }
    }
    EXPECT_TRUE(events().read_events(stream, head, 7).value().empty());
  }
  EXPECT_EQ(seen.size(), 400U);
}

TEST_P(StoreContract, AStreamReturnsWhatWasCommitted) {
  const Change intent = make().intent();
  ASSERT_EQ(commit(intent), CommitStatus::committed);
  std::vector<StoredEvent> all;
  for (const auto& [stream, head] : heads()) {
    const auto read = events().read_events(stream, 0, 100).value();
    all.insert(all.end(), read.begin(), read.end());
  }
  ASSERT_EQ(all.size(), 1U);
  EXPECT_TRUE(same(all[0].event, intent.events[0]));
}

TEST_P(StoreContract, AnUnknownStreamIsEmpty) {
  EXPECT_TRUE(events().read_events(9999, 0, 10).value().empty());
}

// A lease that never runs out by itself within a test.
constexpr Duration kLongLease = std::chrono::hours(1);

TEST_P(StoreContract, FollowersKeepTheirOwnPlaces) {
  const FollowerEpoch kafka = events().claim_follower("kafka", "me", kLongLease).value().value();
  const FollowerEpoch other = events().claim_follower("kafka ", "me", kLongLease).value().value();
  EXPECT_TRUE(events().load_cursors("kafka").value().empty());
  ASSERT_TRUE(events().save_cursors(kafka, {{1, 10}, {2, 20}}).ok());
  ASSERT_TRUE(events().save_cursors(other, {{1, 5}}).ok());
  ASSERT_TRUE(events().save_cursors(kafka, {{2, 25}, {3, 1}}).ok());
  ASSERT_TRUE(events().save_cursors(kafka, {}).ok());
  EXPECT_EQ(events().load_cursors("kafka").value(), (StreamCursors{{1, 10}, {2, 25}, {3, 1}}));
  EXPECT_EQ(events().load_cursors("kafka ").value(), (StreamCursors{{1, 5}}));
}

TEST_P(StoreContract, AFollowerHasOneHolder) {
  const auto first = events().claim_follower("kafka", "a", kLongLease).value();
  ASSERT_TRUE(first.has_value());
  EXPECT_EQ(first->epoch, 1U);
  EXPECT_FALSE(events().claim_follower("kafka", "b", kLongLease).value().has_value());
  EXPECT_TRUE(events().claim_follower("webhooks", "b", kLongLease).value().has_value());
  EXPECT_TRUE(events().extend_follower(*first, kLongLease).value());
}

TEST_P(StoreContract, AHolderThatClaimsAgainGetsANewEpoch) {
  const auto first = events().claim_follower("kafka", "a", kLongLease).value();
  const auto again = events().claim_follower("kafka", "a", kLongLease).value();
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(again->epoch, first->epoch + 1);
  EXPECT_FALSE(events().extend_follower(*first, kLongLease).value());
}

TEST_P(StoreContract, AFollowerThatWasReleasedIsFreeAtOnce) {
  const auto first = events().claim_follower("kafka", "a", kLongLease).value();
  ASSERT_TRUE(events().release_follower(*first).ok());
  const auto second = events().claim_follower("kafka", "b", kLongLease).value();
  ASSERT_TRUE(second.has_value());
  EXPECT_EQ(second->epoch, first->epoch + 1);
  ASSERT_TRUE(events().release_follower(*first).ok()) << "an old epoch releases nothing";
  EXPECT_FALSE(events().claim_follower("kafka", "c", kLongLease).value().has_value());
}

TEST_P(StoreContract, ALeaseThatRanOutCanBeTakenAndFencesItsFormerHolder) {
  const FollowerEpoch stalled = events().claim_follower("kafka", "a", Duration(0)).value().value();
  ASSERT_TRUE(events().save_cursors(stalled, {{1, 10}}).ok()) << "nobody has come yet";
  const FollowerEpoch heir = events().claim_follower("kafka", "b", kLongLease).value().value();
  EXPECT_EQ(events().load_cursors("kafka").value(), (StreamCursors{{1, 10}}));

  const Status late = events().save_cursors(stalled, {{1, 99}, {2, 99}});
  ASSERT_FALSE(late.ok());
  EXPECT_EQ(late.error().code, ErrorCode::conflict);
  EXPECT_FALSE(events().extend_follower(stalled, kLongLease).value());
  EXPECT_EQ(events().load_cursors("kafka").value(), (StreamCursors{{1, 10}}))
      << "nothing was stored";
  ASSERT_TRUE(events().save_cursors(heir, {{1, 11}}).ok());
}

TEST_P(StoreContract, AHolderThatIsLateKeepsWhatNobodyTook) {
  const FollowerEpoch late = events().claim_follower("kafka", "a", Duration(0)).value().value();
  EXPECT_TRUE(events().extend_follower(late, kLongLease).value());
  EXPECT_FALSE(events().claim_follower("kafka", "b", kLongLease).value().has_value());
}

}  // namespace tollgate::test
