// The contract of NotificationStore: one suite that every implementation passes. Include it in one
// test file of an implementation and instantiate it.
#pragma once

#include <gtest/gtest.h>

#include <memory>

#include "gateway/app/ports/notification_store.h"
#include "gateway/base/random.h"
#include "tests/gateway/adapters/await_task.h"

namespace tollgate::test {

class NotificationStoreUnderTest {
 public:
  virtual ~NotificationStoreUnderTest() = default;
  virtual NotificationStore& store() = 0;
  virtual Timestamp now() = 0;
};
using MakeNotificationStore = std::unique_ptr<NotificationStoreUnderTest> (*)();

constexpr Duration kLater = std::chrono::hours(1);
constexpr Duration kNow{0};

class NotificationStoreContract : public ::testing::TestWithParam<MakeNotificationStore> {
 protected:
  NotificationStoreContract() : under_test_(GetParam()()) {}

  NotificationStore& store() { return under_test_->store(); }

  StoredNotification insert(Duration due_in, const std::string& account = "account") {
    StoredNotification row;
    row.received_at = under_test_->now();
    row.id = NotificationId::make(row.received_at, random_);
    row.channel_account = account;
    row.sealed = std::string("sealed\0'\xff", 9);
    EXPECT_TRUE(await(store().insert(row, due_in)).ok());
    return row;
  }
  bool mark(const StoredNotification& row, NotificationStatus status, const std::string& event = "",
            std::optional<Duration> due_in = std::nullopt, std::uint32_t attempts = 0) {
    NotificationMark mark;
    mark.id = row.id;
    mark.status = status;
    mark.event_id = event;
    mark.due_in = due_in;
    mark.attempts = attempts;
    mark.result = "Why it's so.";
    return await(store().mark(std::move(mark))).value();
  }
  std::vector<StoredNotification> claim(Duration lease = kLater, std::size_t limit = 100) {
    return await(store().claim_due(lease, limit)).value();
  }
  std::optional<KnownEvent> find(const std::string& event, const std::string& account = "account") {
    return await(store().find_event(account, event)).value();
  }

  SystemRandom random_;
  std::unique_ptr<NotificationStoreUnderTest> under_test_;
};

TEST_P(NotificationStoreContract, BringsBackWhatWasStored) {
  const StoredNotification row = insert(kNow);
  ASSERT_TRUE(await(store().insert(row, kNow)).ok());  // a lost answer: written again
  const auto due = claim();
  ASSERT_EQ(due.size(), 1U);
  EXPECT_EQ(due[0].id, row.id);
  EXPECT_EQ(due[0].channel_account, "account");
  EXPECT_EQ(due[0].sealed, row.sealed);
  EXPECT_EQ(due[0].status, NotificationStatus::received);
  EXPECT_EQ(due[0].received_at, row.received_at);
}

TEST_P(NotificationStoreContract, ClaimsWhatIsDueForOneOnly) {
  insert(kLater);
  for (int i = 0; i < 3; ++i) insert(kNow);
  EXPECT_EQ(claim(kLater, 2).size(), 2U);
  EXPECT_EQ(claim().size(), 1U);
  EXPECT_TRUE(claim().empty());
}

TEST_P(NotificationStoreContract, IsDueAgainAfterItsLease) {
  insert(kNow);
  EXPECT_EQ(claim(kNow).size(), 1U);
  EXPECT_EQ(claim(kLater).size(), 1U);
  EXPECT_TRUE(claim().empty());
}

TEST_P(NotificationStoreContract, MarksWhatBecameOfIt) {
  const auto row = insert(kNow);
  EXPECT_TRUE(mark(row, NotificationStatus::waiting, "e1", kNow, 3));
  const auto due = claim();
  ASSERT_EQ(due.size(), 1U);
  EXPECT_EQ(due[0].status, NotificationStatus::waiting);
  EXPECT_EQ(due[0].attempts, 3U);
  EXPECT_TRUE(mark(row, NotificationStatus::applied, "e1"));
  EXPECT_TRUE(claim(kNow).empty());
  const auto known = find("e1");
  ASSERT_TRUE(known);
  EXPECT_EQ(known->id, row.id);
  EXPECT_EQ(known->status, NotificationStatus::applied);
}

TEST_P(NotificationStoreContract, AnEventBelongsToOneNotificationOfAnAccount) {
  const auto first = insert(kLater);
  const auto second = insert(kLater);
  const auto elsewhere = insert(kLater, "other");
  EXPECT_TRUE(mark(first, NotificationStatus::applied, "e1"));
  EXPECT_TRUE(mark(first, NotificationStatus::applied, "e1"));  // the same once more
  EXPECT_FALSE(mark(second, NotificationStatus::applied, "e1"));
  EXPECT_TRUE(mark(elsewhere, NotificationStatus::applied, "e1"));
  EXPECT_TRUE(mark(second, NotificationStatus::known));
  EXPECT_EQ(find("e1")->id, first.id);
  EXPECT_FALSE(find("e2"));
  EXPECT_FALSE(find("E1"));
}

TEST_P(NotificationStoreContract, CountsWhatIsNotProvenByAccount) {
  insert(kLater);
  mark(insert(kLater), NotificationStatus::refused);
  mark(insert(kLater), NotificationStatus::applied, "e1");
  insert(kLater, "other");
  EXPECT_EQ(await(store().count_unverified("account")).value(), 2U);
  EXPECT_EQ(await(store().count_unverified("nobody")).value(), 0U);
}

TEST_P(NotificationStoreContract, CountsWhatAPersonMustKnow) {
  mark(insert(kLater), NotificationStatus::waiting, "e1", kLater);
  mark(insert(kLater), NotificationStatus::given_up, "e2");
  mark(insert(kLater), NotificationStatus::given_up, "e3");
  const auto counts = await(store().counts()).value();
  EXPECT_EQ(counts.waiting, 1U);
  EXPECT_EQ(counts.given_up, 2U);
  EXPECT_LE(counts.oldest_waiting_s, 60U);
}

TEST_P(NotificationStoreContract, WhatWasGivenUpCanBeTriedAgain) {
  const auto row = insert(kLater);
  EXPECT_FALSE(await(store().retry(row.id)).ok());
  mark(row, NotificationStatus::given_up, "e1", std::nullopt, 20);
  const auto list = await(store().list_given_up(10)).value();
  ASSERT_EQ(list.size(), 1U);
  EXPECT_EQ(list[0].id, row.id);
  EXPECT_EQ(list[0].attempts, 20U);
  EXPECT_EQ(list[0].result, "Why it's so.");
  EXPECT_TRUE(await(store().retry(row.id)).ok());
  const auto due = claim();
  ASSERT_EQ(due.size(), 1U);
  EXPECT_EQ(due[0].attempts, 0U);
  EXPECT_EQ(due[0].status, NotificationStatus::waiting);
}

TEST_P(NotificationStoreContract, PurgesWhatIsOldAndWaitsForNothing) {
  mark(insert(kLater), NotificationStatus::applied, "e1");
  mark(insert(kLater), NotificationStatus::refused);
  insert(kLater);
  mark(insert(kLater), NotificationStatus::waiting, "e2", kLater);
  const Timestamp before = under_test_->now() + std::chrono::minutes(1);
  EXPECT_EQ(await(store().purge(before - kLater, 10)).value(), 0U);
  EXPECT_EQ(await(store().purge(before, 1)).value(), 1U);
  EXPECT_EQ(await(store().purge(before, 10)).value(), 1U);
  EXPECT_EQ(await(store().purge(before, 10)).value(), 0U);
  EXPECT_TRUE(find("e2"));
}

}  // namespace tollgate::test
