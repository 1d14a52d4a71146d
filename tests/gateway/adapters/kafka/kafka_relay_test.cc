// Against a broker that speaks Kafka over TCP: the one at TOLLGATE_TEST_KAFKA (tests/run starts
// Apache Kafka), or else the embedded broker. Tests that need the broker to fail bring their own.
#include "gateway/adapters/kafka/kafka_relay.h"

#include <gmock/gmock.h>
#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

#include <cstdlib>
#include <filesystem>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "tests/gateway/adapters/kafka/apache_kafka.h"
#include "tests/gateway/adapters/kafka/broker_process.h"
#include "tests/gateway/adapters/kafka/late_door.h"
#include "tests/gateway/adapters/kafka/memory_event_source.h"
#include "tests/gateway/adapters/kafka/topic_reader.h"

namespace tollgate {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;

// The time limit is for a test that fails; one that succeeds does not wait for it.
bool eventually(const std::function<bool()>& condition) {
  const auto end = std::chrono::steady_clock::now() + seconds(60);
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(milliseconds(2));
  }
  return true;
}

std::string shared_broker() {
  if (const char* given = std::getenv("TOLLGATE_TEST_KAFKA"); given != nullptr && *given != '\0')
    return given;
  static const BrokerProcess broker;
  return broker.address();
}

class KafkaRelayTest : public testing::Test {
 protected:
  KafkaRelayTest() {
    options_.topic = "relay-test-" + source_.new_payment().str();  // one topic for each test
    options_.poll_interval = milliseconds(20);
    options_.save_interval = milliseconds(20);
    options_.retry_interval = milliseconds(50);
    options_.lease = {.lease = hours(1), .renew = hours(1), .claim = milliseconds(20)};
  }

  std::unique_ptr<KafkaRelay> start_relay() {
    auto relay = KafkaRelay::start(options_, source_);
    EXPECT_TRUE(relay.ok()) << relay.error().message;
    return std::move(relay).value();
  }

  // Payments whose events jump between the streams 0, 1 and 2.
  void commit_payments(int payments, int versions) {
    std::vector<PaymentId> ids;
    ids.reserve(static_cast<std::size_t>(payments));
    for (int i = 0; i < payments; ++i) ids.push_back(source_.new_payment());
    for (int version = 0; version < versions; ++version)
      for (int i = 0; i < payments; ++i)
        committed_.insert(
            source_.commit(static_cast<std::uint16_t>((i + version) % 3), ids[i]).event.id.str());
  }

  bool all_saved() {
    const auto heads = source_.stream_heads();
    return source_.saved(options_.follower) == *heads;
  }

  // Reads the topic until every committed event was seen, and checks what a consumer that drops
  // known ids relies on: nothing is missing and each payment's versions rise one by one.
  void expect_complete_and_in_order(const std::string& bootstrap_servers) {
    TopicReader reader(bootstrap_servers, options_.topic);
    std::set<std::string> seen;
    std::size_t looked_at = 0;
    const auto& messages = reader.read_until([&](const std::vector<ReadMessage>& so_far) {
      for (; looked_at < so_far.size(); ++looked_at) seen.insert(so_far[looked_at].header("ce_id"));
      return seen.size() >= committed_.size();
    });
    EXPECT_EQ(seen, committed_);
    seen.clear();
    std::map<std::string, int> versions;
    for (const auto& message : messages) {
      if (!seen.insert(message.header("ce_id")).second) continue;
      EXPECT_EQ(message.value, "{\"id\":\"" + message.key + "\",\"version\":" +
                                   std::to_string(++versions[message.key]) + "}");
    }
    messages_read_ = messages.size();
  }

  MemoryEventSource source_;
  KafkaOptions options_;
  std::set<std::string> committed_;
  std::size_t messages_read_ = 0;
};

TEST_F(KafkaRelayTest, SendsAnEventAsCloudEvent) {
  options_.bootstrap_servers = shared_broker();
  options_.source = "/tollgate/test";
  const auto stored = source_.commit(0, source_.new_payment());
  const auto relay = start_relay();
  TopicReader reader(options_.bootstrap_servers, options_.topic);
  const auto& messages = reader.read_until([](const auto& so_far) { return !so_far.empty(); });
  ASSERT_EQ(messages.size(), 1u);
  EXPECT_EQ(messages[0].key, stored.event.payment_id.str());
  EXPECT_EQ(messages[0].value, stored.event.data);
  EXPECT_EQ(messages[0].header("ce_specversion"), "1.0");
  EXPECT_EQ(messages[0].header("ce_id"), stored.event.id.str());
  EXPECT_EQ(messages[0].header("ce_type"), "payment.created");
  EXPECT_EQ(messages[0].header("ce_source"), "/tollgate/test");
  EXPECT_EQ(messages[0].header("ce_subject"), stored.event.payment_id.str());
  EXPECT_EQ(messages[0].header("ce_time"), to_rfc3339(stored.event.occurred_at));
  EXPECT_EQ(messages[0].header("content-type"), "application/json");
}

TEST_F(KafkaRelayTest, KeepsEachPaymentInOrderAcrossStreams) {
  options_.bootstrap_servers = shared_broker();
  options_.window_events = 64;
  commit_payments(500, 4);
  const auto relay = start_relay();
  commit_payments(500, 4);
  relay->notify();
  EXPECT_TRUE(eventually([&] { return all_saved(); }));
  expect_complete_and_in_order(options_.bootstrap_servers);
  EXPECT_EQ(messages_read_, committed_.size()) << "without a failure nothing is sent twice";
  relay->stop(seconds(10));
  const auto stats = relay->stats();
  EXPECT_EQ(stats.delivered, committed_.size());
  EXPECT_EQ(stats.lag, (StreamCursors{{0, 0}, {1, 0}, {2, 0}}));
  EXPECT_EQ(stats.in_flight, 0u);
}

TEST_F(KafkaRelayTest, ANotificationIsEnough) {
  options_.bootstrap_servers = shared_broker();
  options_.poll_interval = hours(1);
  const auto relay = start_relay();
  for (int round = 0; round < 3; ++round) {
    commit_payments(1, 1);
    relay->notify();
    expect_complete_and_in_order(options_.bootstrap_servers);
  }
}

TEST_F(KafkaRelayTest, GoesOnAfterACrashWithoutAGap) {
  options_.bootstrap_servers = shared_broker();
  commit_payments(400, 2);
  auto relay = start_relay();
  ASSERT_TRUE(eventually([&] { return all_saved(); }));
  const auto saved = source_.saved(options_.follower);

  // From here on its position is never stored again, and in the end it is dropped without a flush.
  source_.lose_saves();
  commit_payments(400, 2);
  relay->notify();
  ASSERT_TRUE(eventually([&] { return relay->stats().delivered > 900; }));
  relay.reset();
  ASSERT_EQ(source_.saved(options_.follower), saved);

  commit_payments(50, 1);
  relay = start_relay();
  expect_complete_and_in_order(options_.bootstrap_servers);
  EXPECT_TRUE(eventually([&] { return relay->stats().delivered >= 850; }));
}

TEST_F(KafkaRelayTest, StopStoresThePositionOfEverythingConfirmed) {
  options_.bootstrap_servers = shared_broker();
  options_.save_interval = hours(1);
  commit_payments(100, 2);
  const auto relay = start_relay();
  ASSERT_TRUE(eventually([&] { return relay->stats().delivered == 200; }));
  relay->stop(seconds(10));
  EXPECT_TRUE(all_saved());
}

TEST_F(KafkaRelayTest, WaitsForABrokerThatComesLaterAndReadsNoMoreThanItsBound) {
  const BrokerProcess broker;
  LateDoor door(broker.address());
  options_.bootstrap_servers = door.address();
  options_.in_flight_max = 50;
  options_.window_events = 20;
  commit_payments(1000, 3);
  const auto relay = start_relay();
  ASSERT_TRUE(eventually([&] { return !relay->stats().broker_reachable; }));
  ASSERT_TRUE(eventually([&] { return relay->stats().in_flight == 50; }));
  ASSERT_TRUE(eventually([&] { return relay->stats().lag.size() == 3; }));
  const auto stats = relay->stats();
  EXPECT_EQ(stats.lag, (StreamCursors{{0, 1000}, {1, 1000}, {2, 1000}}));
  EXPECT_EQ(stats.delivered, 0u);
  EXPECT_NE(stats.last_error, "");
  EXPECT_LE(source_.highest_number_read(), 50u + 20u);
  EXPECT_TRUE(source_.saved(options_.follower).empty());

  door.open();
  expect_complete_and_in_order(broker.address());
  EXPECT_TRUE(eventually([&] { return all_saved(); }));
  EXPECT_TRUE(relay->stats().broker_reachable);
}

TEST_F(KafkaRelayTest, ABrokerThatIsAwayDoesNotDelayTheEnd) {
  const BrokerProcess broker;
  const LateDoor door(broker.address());  // never opened
  options_.bootstrap_servers = door.address();
  commit_payments(10, 1);
  const auto relay = start_relay();
  ASSERT_TRUE(eventually([&] { return relay->stats().in_flight == 10; }));
  relay->stop(milliseconds(100));
  EXPECT_TRUE(source_.saved(options_.follower).empty());
}

TEST_F(KafkaRelayTest, SurvivesABrokerThatFallsSilent) {
  const BrokerProcess broker;
  options_.bootstrap_servers = broker.address();
  options_.properties = {{"socket.timeout.ms", "1000"}};
  commit_payments(100, 2);
  const auto relay = start_relay();
  ASSERT_TRUE(eventually([&] { return all_saved(); }));
  broker.freeze();
  commit_payments(300, 3);
  relay->notify();
  ASSERT_TRUE(eventually([&] { return !relay->stats().broker_reachable; }));
  broker.thaw();
  expect_complete_and_in_order(broker.address());
  EXPECT_TRUE(eventually([&] { return all_saved(); }));
}

TEST_F(KafkaRelayTest, KeepsTryingWhileTheSourceIsAway) {
  options_.bootstrap_servers = shared_broker();
  source_.set_available(false);
  const auto relay = start_relay();
  ASSERT_TRUE(eventually([&] { return !relay->stats().last_error.empty(); }));
  source_.set_available(true);
  commit_payments(20, 2);
  expect_complete_and_in_order(options_.bootstrap_servers);
}

TEST_F(KafkaRelayTest, BeginsAgainWhenTheBrokerRefusesForGood) {
  rd_kafka_conf_t* settings = rd_kafka_conf_new();
  rd_kafka_conf_set(settings, "log_level", "0", nullptr, 0);
  rd_kafka_t* client = rd_kafka_new(RD_KAFKA_PRODUCER, settings, nullptr, 0);
  rd_kafka_mock_cluster_t* cluster = rd_kafka_mock_cluster_new(client, 1);
  options_.bootstrap_servers = rd_kafka_mock_cluster_bootstraps(cluster);
  constexpr std::int16_t kProduceRequest = 0;
  rd_kafka_mock_push_request_errors(
      cluster, kProduceRequest, 3, RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED,
      RD_KAFKA_RESP_ERR_NO_ERROR, RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED);
  commit_payments(200, 3);
  auto relay = start_relay();
  expect_complete_and_in_order(options_.bootstrap_servers);
  EXPECT_TRUE(eventually([&] { return all_saved(); }));
  const auto stats = relay->stats();
  EXPECT_GT(stats.repeated, 0u);
  EXPECT_NE(stats.last_error, "");
  EXPECT_TRUE(stats.broker_reachable);
  relay.reset();
  rd_kafka_mock_cluster_destroy(cluster);
  rd_kafka_destroy(client);
}

TEST_F(KafkaRelayTest, OfTwoRelaysOneWorksAndTheOtherInherits) {
  options_.bootstrap_servers = shared_broker();
  commit_payments(100, 2);
  auto first = start_relay();
  ASSERT_TRUE(eventually([&] { return first->stats().leads; }));
  const auto second = start_relay();
  commit_payments(200, 3);
  ASSERT_TRUE(eventually([&] { return all_saved(); }));
  EXPECT_FALSE(second->stats().leads);
  EXPECT_EQ(second->stats().delivered, 0u);

  first->stop(seconds(10));
  EXPECT_FALSE(first->stats().leads);
  ASSERT_TRUE(eventually([&] { return second->stats().leads; }));
  commit_payments(100, 2);
  second->notify();
  ASSERT_TRUE(eventually([&] { return all_saved(); }));
  expect_complete_and_in_order(options_.bootstrap_servers);
  EXPECT_EQ(messages_read_, committed_.size()) << "an orderly hand-over repeats nothing";
}

// It never asked again whether the follower is its own: its next save tells.
TEST_F(KafkaRelayTest, ARelayThatWasTakenForDeadStopsAtItsNextSave) {
  options_.bootstrap_servers = shared_broker();
  commit_payments(100, 2);
  const auto stalled = start_relay();
  ASSERT_TRUE(eventually([&] { return stalled->stats().leads && all_saved(); }));
  const auto heir = start_relay();
  source_.expire_lease(options_.follower);
  ASSERT_TRUE(eventually([&] { return heir->stats().leads; }));
  commit_payments(500, 4);  // both send them
  stalled->notify();
  heir->notify();
  ASSERT_TRUE(eventually([&] { return !stalled->stats().leads && all_saved(); }));
  const auto sent = stalled->stats().delivered;
  commit_payments(200, 2);
  heir->notify();
  ASSERT_TRUE(eventually([&] { return all_saved(); }));
  EXPECT_EQ(stalled->stats().delivered, sent) << "it has stopped";
  EXPECT_TRUE(heir->stats().leads);
  EXPECT_EQ(source_.epoch(options_.follower), 2u);
  expect_complete_and_in_order(options_.bootstrap_servers);
}

// Absent, then there, then killed in the middle, then back with what it had confirmed.
TEST_F(KafkaRelayTest, SurvivesTheDeathOfApacheKafka) {
  if (std::getenv("TOLLGATE_TEST_KAFKA") == nullptr)
    GTEST_SKIP() << "needs Apache Kafka; tests/run sets TOLLGATE_TEST_KAFKA where it has one";
  std::string folder = testing::TempDir() + "tollgate-kafka-XXXXXX";
  ASSERT_NE(mkdtemp(folder.data()), nullptr);
  {
    ApacheKafka kafka(folder, ApacheKafka::free_port());
    options_.bootstrap_servers = kafka.address();
    commit_payments(200, 2);
    const auto relay = start_relay();
    ASSERT_TRUE(eventually([&] { return !relay->stats().broker_reachable; }));
    ASSERT_TRUE(kafka.start());
    ASSERT_TRUE(eventually([&] { return all_saved(); }));

    commit_payments(2000, 3);
    relay->notify();
    ASSERT_TRUE(eventually([&] { return relay->stats().delivered > 1000; }));
    kafka.crash();
    commit_payments(200, 2);
    ASSERT_TRUE(kafka.start());
    ASSERT_TRUE(eventually([&] { return all_saved(); }));
    expect_complete_and_in_order(kafka.address());
  }
  std::filesystem::remove_all(folder);
}

TEST_F(KafkaRelayTest, RefusesWrongOptions) {
  EXPECT_FALSE(KafkaRelay::start(options_, source_).ok()) << "no address";
  options_.bootstrap_servers = "127.0.0.1:1";
  options_.in_flight_max = 0;
  EXPECT_FALSE(KafkaRelay::start(options_, source_).ok()) << "no room";
}

}  // namespace
}  // namespace tollgate
