#include "gateway/adapters/http/edge/mailbox.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <unistd.h>

#include <thread>

#include "gateway/adapters/http/edge/responder.h"

namespace tollgate::http {
namespace {

std::unique_ptr<Completion> completion(std::uint64_t sequence) {
  auto made = std::make_unique<Completion>();
  made->sequence = sequence;
  return made;
}

bool rings(const Mailbox& mailbox, int patience_ms) {
  pollfd poller{mailbox.descriptor(), POLLIN, 0};
  if (::poll(&poller, 1, patience_ms) <= 0) return false;
  std::uint64_t count = 0;
  return ::read(mailbox.descriptor(), &count, sizeof count) == sizeof count;
}

std::vector<std::uint64_t> take(Mailbox& mailbox) {
  std::vector<std::unique_ptr<Completion>> taken;
  mailbox.take(taken);
  std::vector<std::uint64_t> sequences;
  for (const auto& one : taken) sequences.push_back(one->sequence);
  return sequences;
}

TEST(Mailbox, RingsOnceForTheSleeperAndGivesTheOldestFirst) {
  Mailbox mailbox;
  EXPECT_FALSE(rings(mailbox, 0));
  for (const std::uint64_t sequence : {1, 2, 3}) mailbox.post(completion(sequence));
  EXPECT_TRUE(rings(mailbox, 0));
  EXPECT_FALSE(rings(mailbox, 0)) << "one ring was enough";
  mailbox.begin_cycle();
  EXPECT_EQ(take(mailbox), (std::vector<std::uint64_t>{1, 2, 3}));
  mailbox.end_cycle();
  EXPECT_FALSE(rings(mailbox, 0));
}

TEST(Mailbox, DoesNotRingWhileTheReactorIsAwake) {
  Mailbox mailbox;
  mailbox.begin_cycle();
  mailbox.post(completion(1));
  EXPECT_FALSE(rings(mailbox, 0));
  EXPECT_EQ(take(mailbox).size(), 1u);
  mailbox.post(completion(2));
  mailbox.end_cycle();
  EXPECT_TRUE(rings(mailbox, 0)) << "what came after the last look must not sleep";
}

// Posters race a reactor that sleeps whenever it can: a lost ring would leave it asleep.
TEST(Mailbox, LosesNothingBetweenThreads) {
  constexpr int kThreads = 4;
  constexpr int kEach = 20'000;
  Mailbox mailbox;
  std::vector<std::thread> posters;
  for (int t = 0; t < kThreads; ++t)
    posters.emplace_back([&mailbox, t] {
      for (int i = 0; i < kEach; ++i)
        mailbox.post(completion(static_cast<std::uint64_t>(t) * kEach + i));
    });
  std::vector<std::uint64_t> next(kThreads, 0);
  for (int received = 0; received < kThreads * kEach;) {
    ASSERT_TRUE(rings(mailbox, 20'000)) << "asleep after " << received;
    mailbox.begin_cycle();
    for (const std::uint64_t sequence : take(mailbox)) {
      EXPECT_EQ(sequence % kEach, next[sequence / kEach]++)
          << "one thread's posts keep their order";
      ++received;
    }
    mailbox.end_cycle();
  }
  for (auto& poster : posters) poster.join();
}

TEST(Responder, DroppedUnansweredIsAbandoned) {
  const auto mailbox = std::make_shared<Mailbox>();
  {
    Responder first(mailbox, 7, 1);
    Responder second(mailbox, 8, 2);
    first = std::move(second);  // what it stood for before is given up
    Responder third(std::move(first));
    third.send({});
  }
  std::vector<std::unique_ptr<Completion>> taken;
  mailbox->begin_cycle();
  mailbox->take(taken);
  ASSERT_EQ(taken.size(), 2u);
  EXPECT_EQ(taken[0]->sequence, 1u);
  EXPECT_TRUE(taken[0]->abandoned);
  EXPECT_EQ(taken[1]->sequence, 2u);
  EXPECT_FALSE(taken[1]->abandoned);
}

TEST(ResponderDeathTest, AnswersOnce) {
  Responder responder(std::make_shared<Mailbox>(), 7, 1);
  responder.send({});
  EXPECT_DEATH(responder.send({}), "completion_");
}

}  // namespace
}  // namespace tollgate::http
