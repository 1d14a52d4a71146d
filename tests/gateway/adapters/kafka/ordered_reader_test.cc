#include "gateway/adapters/kafka/ordered_reader.h"

#include <gmock/gmock.h>

#include <map>
#include <random>
#include <vector>

#include "tests/gateway/adapters/kafka/memory_event_source.h"

namespace tollgate {
namespace {

using std::chrono::milliseconds;

std::vector<StoredEvent> read_all(OrderedReader& reader) {
  std::vector<StoredEvent> events;
  for (;;) {
    auto next = reader.next();
    EXPECT_TRUE(next.ok()) << next.error().message;
    if (!next.ok() || !*next) return events;
    events.push_back(std::move(**next));
  }
}

// Each payment's versions rise by one from behind what `given` says, and `given` moves on.
void expect_in_order(const std::vector<StoredEvent>& events,
                     std::map<PaymentId, std::uint32_t>& given) {
  for (const auto& stored : events) {
    auto& version = given[stored.event.payment_id];
    EXPECT_EQ(stored.event.version, version + 1)
        << "stream " << stored.stream << " number " << stored.number;
    version = stored.event.version;
  }
}

TEST(OrderedReader, GivesNothingFromAnEmptySource) {
  MemoryEventSource source;
  OrderedReader reader(source, 10);
  EXPECT_TRUE(read_all(reader).empty());
}

TEST(OrderedReader, HoldsAVersionBackForTheOneBeforeInAnotherStream) {
  MemoryEventSource source;
  const auto payment = source.new_payment();
  const auto other = source.new_payment();
  // The clock of the second stamp runs behind, so that time alone would give the wrong order.
  const auto now = SystemClock().now();
  source.commit(2, other, now);
  source.commit(2, payment, now);
  source.commit(1, payment, now - milliseconds(500));
  OrderedReader reader(source, 10);
  std::map<PaymentId, std::uint32_t> given;
  const auto events = read_all(reader);
  EXPECT_EQ(events.size(), 3u);
  expect_in_order(events, given);
}

TEST(OrderedReader, DoesNotWaitForWhatAnEarlierProcessGave) {
  MemoryEventSource source;
  const auto payment = source.new_payment();
  source.commit(1, payment);
  source.commit(2, payment);
  OrderedReader reader(source, 10);
  reader.reset({{1, 1}});
  const auto events = read_all(reader);
  ASSERT_EQ(events.size(), 1u);
  EXPECT_EQ(events[0].event.version, 2u);
}

// Both streams begin with an event whose predecessor was given before a restart, and both have more
// to read than fits: each would wait for the other to be read to its end.
TEST(OrderedReader, TwoUncertainStreamsDoNotBlockEachOther) {
  MemoryEventSource source;
  const auto first = source.new_payment();
  const auto second = source.new_payment();
  source.commit(1, first);
  source.commit(2, second);
  source.commit(2, first);
  source.commit(1, second);
  for (int i = 0; i < 50; ++i) {
    source.commit(1, source.new_payment());
    source.commit(2, source.new_payment());
  }
  OrderedReader reader(source, 4);
  reader.reset({{1, 1}, {2, 1}});
  std::map<PaymentId, std::uint32_t> given{{first, 1}, {second, 1}};
  const auto events = read_all(reader);
  EXPECT_EQ(events.size(), 102u);
  expect_in_order(events, given);
}

// The second version is stamped an hour before everything else, and the first lies further back
// than is read ahead. As long as some event is certain, no clock is asked.
TEST(OrderedReader, AClockThatIsWrongDoesNotOvertakeWhatIsCertain) {
  MemoryEventSource source;
  const auto payment = source.new_payment();
  const auto now = SystemClock().now();
  for (int i = 0; i < 20; ++i) source.commit(1, source.new_payment(), now);
  source.commit(1, payment, now);
  source.commit(2, payment, now - std::chrono::hours(1));
  OrderedReader reader(source, 4);
  std::map<PaymentId, std::uint32_t> given;
  const auto events = read_all(reader);
  EXPECT_EQ(events.size(), 22u);
  expect_in_order(events, given);
}

// The same, but what is certain are second versions: certain because the other stream is read to
// its end, so their first versions must have been given before the restart.
TEST(OrderedReader, ToHaveReadTheOtherStreamsIsCertainty) {
  MemoryEventSource source;
  const auto payment = source.new_payment();
  const auto now = SystemClock().now();
  std::vector<PaymentId> begun;
  begun.reserve(20);
  std::map<PaymentId, std::uint32_t> given;
  for (int i = 0; i < 20; ++i) {
    begun.push_back(source.new_payment());
    source.commit(1, begun.back(), now);
    given[begun.back()] = 1;
  }
  for (const auto& id : begun) source.commit(1, id, now);
  source.commit(1, payment, now);
  source.commit(2, payment, now - std::chrono::hours(1));
  OrderedReader reader(source, 4);
  reader.reset({{1, 20}});
  const auto events = read_all(reader);
  EXPECT_EQ(events.size(), 22u);
  expect_in_order(events, given);
}

// The same again, with two long streams: a version is certain when the one before was just given.
TEST(OrderedReader, ToHaveGivenTheVersionBeforeIsCertainty) {
  MemoryEventSource source;
  const auto payment = source.new_payment();
  const auto long_story = source.new_payment();
  const auto now = SystemClock().now();
  for (int i = 0; i < 20; ++i) source.commit(1, long_story, now);
  source.commit(1, payment, now);
  source.commit(2, payment, now - std::chrono::hours(1));
  for (int i = 0; i < 20; ++i) source.commit(2, source.new_payment(), now);
  OrderedReader reader(source, 4);
  std::map<PaymentId, std::uint32_t> given;
  const auto events = read_all(reader);
  EXPECT_EQ(events.size(), 42u);
  expect_in_order(events, given);
}

TEST(OrderedReader, AnErrorLosesNothing) {
  MemoryEventSource source;
  const auto payment = source.new_payment();
  for (int i = 0; i < 20; ++i) source.commit(i % 2, payment);
  OrderedReader reader(source, 4);
  std::map<PaymentId, std::uint32_t> given;
  std::vector<StoredEvent> events;
  for (int call = 0; call < 100; ++call) {
    source.set_available(call % 3 != 0);
    auto next = reader.next();
    if (next.ok() && *next) events.push_back(**next);
  }
  EXPECT_EQ(events.size(), 20u);
  expect_in_order(events, given);
}

TEST(OrderedReader, AHoleInAStreamIsAnError) {
  MemoryEventSource source;
  for (int i = 0; i < 3; ++i) source.commit(0, source.new_payment());
  source.corrupt_number(0, 1, 7);
  OrderedReader reader(source, 10);
  const auto next = reader.next();
  ASSERT_FALSE(next.ok());
  EXPECT_THAT(next.error().message, testing::HasSubstr("Event 2 of stream 0 is missing"));
}

TEST(OrderedReader, AStreamShorterThanThePositionIsAnError) {
  MemoryEventSource source;
  source.commit(0, source.new_payment());
  OrderedReader reader(source, 10);
  reader.reset({{0, 5}});
  EXPECT_FALSE(reader.next().ok());
}

// Random histories: payments whose events jump between streams, several writers' clocks apart by up
// to the given skew, restarts at positions as the relay leaves them, reading while more is
// committed.
class RandomHistory : public testing::TestWithParam<unsigned> {};

TEST_P(RandomHistory, KeepsEveryPaymentInOrder) {
  std::mt19937 random(GetParam());
  const auto pick = [&random](std::uint32_t below) { return random() % below; };
  const auto stream_count = static_cast<std::uint16_t>(1 + pick(4));
  const auto window = 64 + pick(64);
  MemoryEventSource source;
  std::vector<PaymentId> payments;
  auto now = SystemClock().now();
  const auto commit_some = [&](std::uint32_t count) {
    for (std::uint32_t i = 0; i < count; ++i) {
      now += milliseconds(1);
      if (payments.empty() || pick(3) == 0) payments.push_back(source.new_payment());
      // Mostly young payments, sometimes any: a late capture.
      const auto age =
          pick(10) == 0 ? pick(payments.size()) : pick(std::min<std::size_t>(payments.size(), 8));
      const auto stream = static_cast<std::uint16_t>(pick(stream_count));
      source.commit(stream, payments[payments.size() - 1 - age], now + milliseconds(5) * stream);
    }
  };
  OrderedReader reader(source, window);
  std::map<PaymentId, std::uint32_t> given;
  StreamCursors cursors;
  std::size_t total = 0;
  for (int restart = 0; restart < 4; ++restart) {
    commit_some(pick(1500));
    reader.reset(cursors);
    const auto stop_after = restart == 3 ? SIZE_MAX : pick(1500);
    std::vector<StoredEvent> events;
    for (;;) {
      if (events.size() >= stop_after) break;
      auto next = reader.next();
      ASSERT_TRUE(next.ok()) << next.error().message;
      if (!*next) break;
      events.push_back(**next);
      cursors[events.back().stream] = events.back().number;
      if (pick(50) == 0) commit_some(pick(20));
    }
    expect_in_order(events, given);
    total += events.size();
  }
  std::size_t committed = 0;
  const auto heads = source.stream_heads();
  for (const auto& [stream, head] : *heads) committed += head;
  EXPECT_EQ(total, committed);
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomHistory, testing::Range(1u, 101u));

}  // namespace
}  // namespace tollgate
