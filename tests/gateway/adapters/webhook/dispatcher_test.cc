#include "gateway/adapters/webhook/dispatcher.h"

#include <gmock/gmock.h>

#include <future>

#include "tests/gateway/adapters/webhook/webhook_world.h"

namespace tollgate::test {
namespace {

using std::chrono::milliseconds;
using testing::HasSubstr;

TEST(WebhookDispatcher, DeliversSignedCloudEvents) {
  WebhookWorld world;
  Sink sink;
  const auto endpoint = world.add_endpoint(sink.url());
  world.take_payments(20);
  world.expand_all();
  const auto dispatcher = world.dispatcher(world.options());
  ASSERT_TRUE(comes_true([&] { return world.count_of_status(2) == 20; }));

  const auto secrets = await(world.webhooks.list_secrets(endpoint.id));
  const std::vector<Secret> secret = {Secret(secrets->front().sealed)};
  for (const auto& request : sink.requests()) {
    const std::string id = Sink::header(request, "webhook-id");
    const std::string timestamp = Sink::header(request, "webhook-timestamp");
    EXPECT_EQ(Sink::header(request, "webhook-signature"),
              *webhook_signature(secret, id, std::stoll(timestamp), Sink::body(request)));
    EXPECT_THAT(Sink::header(request, "Content-Type"),
                testing::StartsWith("application/cloudevents+json"));
    EXPECT_THAT(Sink::body(request), HasSubstr(R"("id":")" + id + R"(")"));
    EXPECT_THAT(Sink::body(request), HasSubstr(R"("type":"payment.created")"));
  }
  EXPECT_EQ(sink.count_by_event().size(), 20U);
  EXPECT_EQ(sink.count(), 20U);
  EXPECT_EQ(world.number("SELECT COUNT(*) FROM webhook_attempts WHERE http_status = 204 AND "
                         "number = 1 AND error = ''"),
            20U);
  EXPECT_EQ(dispatcher->stats().delivered, 20U);
}

TEST(WebhookDispatcher, TriesAgainOnScheduleAndLogsEveryAttempt) {
  WebhookWorld world;
  std::atomic<int> asked{0};
  Sink sink([&](const std::string&) {
    return ++asked <= 2 ? "HTTP/1.1 500 Broken\r\nContent-Length: 7\r\n\r\nno luck"
                        : Sink::status("200 OK");
  });
  world.add_endpoint(sink.url());
  world.take_payments(1);
  world.expand_all();
  const auto dispatcher = world.dispatcher(world.options());
  const auto waits = [&](int attempts) {
    return comes_true([&] {
      return world.number(
                 "SELECT COUNT(*) FROM webhook_deliveries WHERE claimed = 0 AND "
                 "attempts = " +
                 std::to_string(attempts)) == 1;
    });
  };
  const std::string delay =
      "SELECT TIMESTAMPDIFF(MICROSECOND, updated_at, due_at) DIV 1000 FROM webhook_deliveries";
  ASSERT_TRUE(waits(1));
  EXPECT_GE(world.number(delay), 4'500U);
  EXPECT_LE(world.number(delay), 5'500U);
  EXPECT_EQ(world.text("SELECT last_error FROM webhook_deliveries"), "The endpoint answered 500.");
  EXPECT_EQ(world.count_of_status(1), 1U);
  world.make_due();
  ASSERT_TRUE(waits(2));
  EXPECT_GE(world.number(delay), 270'000U);
  EXPECT_LE(world.number(delay), 330'000U);
  world.make_due();
  ASSERT_TRUE(comes_true([&] { return world.count_of_status(2) == 1; }));
  EXPECT_EQ(world.text("SELECT GROUP_CONCAT(http_status, ':', answer ORDER BY number) FROM "
                       "webhook_attempts"),
            "500:no luck,500:no luck,200:");
  EXPECT_EQ(sink.count_by_event().size(), 1U);  // the id stays the same
  EXPECT_EQ(world.text("SELECT last_error FROM webhook_deliveries"), "");
}

TEST(WebhookDispatcher, GivesUpAfterTheLastAttempt) {
  WebhookWorld world;
  Sink sink([](const std::string&) { return Sink::status("404 Not Found"); });
  world.add_endpoint(sink.url());
  world.take_payments(1);
  world.expand_all();
  world.execute("UPDATE webhook_deliveries SET round = 9, attempts = 9");
  const auto dispatcher = world.dispatcher(world.options());
  ASSERT_TRUE(comes_true([&] { return world.count_of_status(3) == 1; }));
  EXPECT_EQ(world.number("SELECT COUNT(*) FROM webhook_deliveries WHERE due_at IS NULL"), 1U);
  EXPECT_EQ(dispatcher->stats().given_up, 1U);
}

TEST(WebhookDispatcher, HonoursRetryAfter) {
  WebhookWorld world;
  Sink sink([](const std::string&) { return Sink::status("503 Away", "Retry-After: 3600\r\n"); });
  world.add_endpoint(sink.url());
  world.take_payments(1);
  world.expand_all();
  const auto dispatcher = world.dispatcher(world.options());
  ASSERT_TRUE(comes_true([&] {
    return world.number("SELECT COUNT(*) FROM webhook_deliveries WHERE attempts = 1") == 1;
  }));
  EXPECT_EQ(world.number("SELECT TIMESTAMPDIFF(SECOND, updated_at, due_at) FROM "
                         "webhook_deliveries"),
            3600U);
}

TEST(WebhookDispatcher, GoneDisablesTheEndpoint) {
  WebhookWorld world;
  Sink sink([](const std::string&) { return Sink::status("410 Gone"); });
  world.add_endpoint(sink.url());
  world.take_payments(12);
  world.expand_all();
  auto options = world.options();
  options.endpoint_in_flight_max = 1;
  const auto dispatcher = world.dispatcher(options);
  ASSERT_TRUE(comes_true([&] { return world.count_of_status(3) >= 1; }));
  ASSERT_EQ(world.number("SELECT status FROM webhook_endpoints"), 2U);
  EXPECT_EQ(world.text("SELECT disabled_reason FROM webhook_endpoints"), "gone");
  // What was not tried waits; nothing more is sent, and nothing new is made.
  const auto before = sink.count();
  EXPECT_LT(before, 12U);
  world.take_payments(3);
  world.expand_all();
  EXPECT_EQ(world.number("SELECT COUNT(*) FROM webhook_deliveries"), 12U);
  mysql::MySqlWebhookQueue queue(world.connection());
  EXPECT_TRUE(queue.due_endpoints({}, 10)->empty());
  EXPECT_EQ(queue.backlog()->due, 0U);
  EXPECT_EQ(sink.count(), before);
}

TEST(WebhookDispatcher, ASlowMerchantDelaysNoOther) {
  WebhookWorld world;
  std::promise<void> release;
  const auto released = release.get_future().share();
  Sink slow([&](const std::string&) {
    released.wait();
    return Sink::status("200 OK");
  });
  Sink quick;
  world.add_endpoint(slow.url());  // first in every queue
  world.add_endpoint(quick.url());
  world.take_payments(100);
  world.expand_all();
  auto options = world.options();
  options.in_flight_max = 6;
  options.endpoint_in_flight_max = 4;
  const auto dispatcher = world.dispatcher(options);
  // Everything reaches the quick one while the slow one has answered nothing at all.
  EXPECT_TRUE(comes_true([&] { return quick.count_by_event().size() == 100; }));
  EXPECT_LE(slow.count(), 4U);
  EXPECT_TRUE(comes_true([&] { return world.count_of_status(2) == 100; }));
  release.set_value();
  EXPECT_TRUE(comes_true([&] { return world.count_of_status(2) == 200; }));
}

TEST(WebhookDispatcher, ManyThatHangLeaveRoomForTheOthers) {
  WebhookWorld world;
  Sink hanging([](const std::string&) { return ""; });
  Sink quick;
  for (int i = 0; i < 5; ++i) world.add_endpoint(hanging.url());
  world.add_endpoint(quick.url());
  world.take_payments(20);
  world.expand_all();
  auto options = world.options();
  options.in_flight_max = 8;  // five that hang could fill it twice over
  options.endpoint_in_flight_max = 4;
  options.sender.timeout = milliseconds(200);
  const auto dispatcher = world.dispatcher(options);
  EXPECT_TRUE(comes_true([&] { return world.count_of_status(2) == 20; }));
}

TEST(WebhookDispatcher, TwoAtOnceNeverSendOneAttemptTwice) {
  WebhookWorld world;
  Sink sink;
  for (int i = 0; i < 3; ++i) world.add_endpoint(sink.url());
  world.take_payments(200);
  world.expand_all();
  const auto first = world.dispatcher(world.options());
  const auto second = world.dispatcher(world.options());
  ASSERT_TRUE(comes_true([&] { return world.count_of_status(2) == 600; }));
  EXPECT_EQ(sink.count(), 600U);
  for (const auto& [event, count] : sink.count_by_event()) EXPECT_EQ(count, 3) << event;
  EXPECT_EQ(world.number("SELECT COUNT(*) FROM webhook_attempts"), 600U);
  EXPECT_EQ(world.number("SELECT COUNT(*) FROM webhook_deliveries WHERE claim <> 1"), 0U);
}

TEST(WebhookQueue, ALeaseHidesAndALateResultChangesNothing) {
  WebhookWorld world;
  const auto endpoint = world.add_endpoint("http://127.0.0.1:1/");
  world.take_payments(1);
  world.expand_all();
  mysql::MySqlWebhookQueue one(world.connection());
  mysql::MySqlWebhookQueue other(world.connection());
  const std::vector<EndpointRoom> rooms = {{endpoint.id, 5}};
  auto claimed = one.claim(rooms, std::chrono::minutes(1));
  ASSERT_EQ(claimed->size(), 1U);
  EXPECT_TRUE(other.claim(rooms, std::chrono::minutes(1))->empty());
  EXPECT_TRUE(other.due_endpoints({}, 10)->empty());

  world.execute("UPDATE webhook_deliveries SET due_at = UTC_TIMESTAMP(6)");  // the lease ends
  auto again = other.claim(rooms, std::chrono::minutes(1));
  ASSERT_EQ(again->size(), 1U);
  EXPECT_EQ(again->front().delivery.claim, claimed->front().delivery.claim + 1);
  const auto result_of = [](const ClaimedDelivery& delivery, bool delivered) {
    AttemptResult result;
    result.delivery_id = delivery.delivery.id;
    result.endpoint_id = delivery.endpoint.id;
    result.claim = result.attempt.number = delivery.delivery.claim;
    result.attempt.delivery_id = result.delivery_id;
    result.delivered = delivered;
    return result;
  };
  const std::vector late = {result_of(claimed->front(), false)};  // would give up
  ASSERT_TRUE(one.record(late).ok());
  EXPECT_EQ(world.count_of_status(1), 1U);
  const std::vector right = {result_of(again->front(), true)};
  ASSERT_TRUE(other.record(right).ok());
  ASSERT_TRUE(other.record(right).ok());  // an answer that was lost: once more
  EXPECT_EQ(world.count_of_status(2), 1U);
  EXPECT_EQ(world.number("SELECT attempts FROM webhook_deliveries"), 1U);
  EXPECT_EQ(world.number("SELECT COUNT(*) FROM webhook_attempts"), 2U);
}

TEST(WebhookQueue, FindsDueEndpointsByJumping) {
  WebhookWorld world;
  for (int i = 0; i < 3; ++i) world.add_endpoint("http://127.0.0.1:1/");
  world.take_payments(300);
  world.expand_all();
  world.execute("UPDATE webhook_deliveries SET status = 2, due_at = NULL ORDER BY id LIMIT 600");
  world.text("ANALYZE TABLE webhook_deliveries");
  EXPECT_THAT(world.text("EXPLAIN FORMAT=JSON SELECT endpoint_id, MIN(due_at) FROM "
                         "webhook_deliveries WHERE due_at <= UTC_TIMESTAMP(6) GROUP BY "
                         "endpoint_id"),
              HasSubstr("using_index_for_group_by"));
  mysql::MySqlWebhookQueue queue(world.connection());
  EXPECT_EQ(queue.due_endpoints({}, 10)->size(), 3U);
  EXPECT_EQ(queue.due_endpoints({}, 2)->size(), 2U);
  const auto first = queue.due_endpoints({}, 1)->front();
  EXPECT_EQ(queue.due_endpoints({first}, 2)->size(), 2U);
  EXPECT_THAT(*queue.due_endpoints({first}, 10), testing::Not(testing::Contains(first)));
  // Whoever is left out, it reads per endpoint and never all that one ever got.
  const auto rows_read = [&] {
    return world.number(
        "SELECT SUM(VARIABLE_VALUE) FROM information_schema.GLOBAL_STATUS WHERE VARIABLE_NAME IN "
        "('HANDLER_READ_KEY', 'HANDLER_READ_NEXT')");
  };
  const auto before = rows_read();
  EXPECT_EQ(queue.due_endpoints({first}, 2)->size(), 2U);
  EXPECT_LT(rows_read() - before, 30U);
  EXPECT_EQ(queue.backlog()->due, 300U);
}

TEST(WebhookDispatcher, SignsWithBothSecretsWhileTheFormerOneRunsOut) {
  WebhookWorld world;
  Sink sink;
  const auto endpoint = world.add_endpoint(sink.url());
  auto secrets = await(world.webhooks.list_secrets(endpoint.id));
  WebhookChange rotation;
  rotation.secrets = {secrets->front(), world.secret_of(endpoint, 2)};
  rotation.secrets[0].expires_at = SystemClock().now() + std::chrono::hours(24);
  const std::vector<Secret> both = {Secret(rotation.secrets[1].sealed),
                                    Secret(rotation.secrets[0].sealed)};
  ASSERT_EQ(world.commit(std::move(rotation)), CommitStatus::committed);
  world.take_payments(1);
  world.expand_all();
  const auto dispatcher = world.dispatcher(world.options());
  ASSERT_TRUE(comes_true([&] { return sink.count() == 1; }));
  const auto signature_of = [&](std::size_t index, std::span<const Secret> expected) {
    const std::string request = sink.requests()[index];
    EXPECT_EQ(Sink::header(request, "webhook-signature"),
              *webhook_signature(expected, Sink::header(request, "webhook-id"),
                                 std::stoll(Sink::header(request, "webhook-timestamp")),
                                 Sink::body(request)));
  };
  signature_of(0, both);
  world.execute("UPDATE webhook_secrets SET expires_at = UTC_TIMESTAMP(6) WHERE number = 1");
  world.take_payments(1);
  world.expand_all();
  dispatcher->notify();
  ASSERT_TRUE(comes_true([&] { return sink.count() == 2; }));
  signature_of(1, std::span(both).first(1));
}

TEST(WebhookDispatcher, AReplaySendsTheSameEventAgain) {
  WebhookWorld world;
  Sink sink;
  world.add_endpoint(sink.url());
  world.take_payments(3);
  world.expand_all();
  const auto dispatcher = world.dispatcher(world.options());
  ASSERT_TRUE(comes_true([&] { return world.count_of_status(2) == 3; }));
  DeliveryFilter filter;
  filter.merchant_id = world.make.merchant();
  filter.mode = Mode::test;
  auto page = await(world.webhooks.list_deliveries(filter));
  ASSERT_EQ(page->items.size(), 3U);
  WebhookChange replay;
  replay.due_deliveries = {page->items[1]};
  ASSERT_EQ(world.commit(std::move(replay)), CommitStatus::committed);
  dispatcher->notify();
  ASSERT_TRUE(comes_true([&] { return sink.count() == 4; }));
  EXPECT_EQ(sink.count_by_event()[page->items[1].event_id.str()], 2);
  ASSERT_TRUE(comes_true([&] { return world.count_of_status(2) == 3; }));
  EXPECT_EQ(await(world.webhooks.list_attempts(page->items[1].id))->size(), 2U);
}

TEST(WebhookPurge, WhatWaitsForADeletedEndpointIsClosedAndSaysWhy) {
  WebhookWorld world;
  auto deleted = world.add_endpoint("http://127.0.0.1:1/");
  world.add_endpoint("http://127.0.0.1:2/");
  world.take_payments(3);
  world.expand_all();
  deleted.status = WebhookEndpointStatus::deleted;
  ++deleted.version;
  WebhookChange change;
  change.changed_endpoint = deleted;
  ASSERT_EQ(world.commit(std::move(change)), CommitStatus::committed);
  EXPECT_EQ(await(world.webhooks.close_orphans(2)).value(), 2U);
  EXPECT_EQ(await(world.webhooks.close_orphans(2)).value(), 1U);
  EXPECT_EQ(await(world.webhooks.close_orphans(2)).value(), 0U);
  EXPECT_EQ(world.count_of_status(3), 3U);
  EXPECT_EQ(world.count_of_status(1), 3U) << "the other endpoint's";
  EXPECT_EQ(world.number("SELECT COUNT(*) FROM webhook_deliveries WHERE status = 3 AND due_at IS "
                         "NULL AND last_error = 'The endpoint was deleted.'"),
            3U);
}

TEST(WebhookPurge, ForgetsWhatEndedLongAgoWithItsAttempts) {
  WebhookWorld world;
  Sink sink;
  auto endpoint = world.add_endpoint(sink.url());
  world.take_payments(4);
  world.expand_all();
  {
    const auto dispatcher = world.dispatcher(world.options());
    ASSERT_TRUE(comes_true([&] { return world.count_of_status(2) == 4; }));
  }
  const auto purge = [&](int hours, std::size_t limit) {
    return await(world.webhooks.purge(std::chrono::hours(hours), limit)).value();
  };
  // An id begins with the time of its event in milliseconds: they are of two hours ago.
  const std::string then = world.text(
      "SELECT LPAD(HEX(CAST(1000 * UNIX_TIMESTAMP(NOW(3) - INTERVAL 2 HOUR) AS UNSIGNED)), 12, "
      "'0')");
  const auto make_old = [&](const std::string& table, const std::string& id) {
    world.execute("UPDATE " + table + " SET " + id + " = UNHEX(CONCAT('" + then +
                  "', SUBSTRING(HEX(" + id + "), 13)))");
  };
  make_old("webhook_deliveries", "id");
  make_old("webhook_attempts", "delivery_id");
  world.execute("UPDATE webhook_deliveries SET status = 1, due_at = UTC_TIMESTAMP(6) LIMIT 1");
  EXPECT_EQ(purge(3, 100), 0U) << "too young";
  EXPECT_EQ(purge(1, 2), 2U) << "as many as asked";
  EXPECT_EQ(purge(1, 100), 1U);
  EXPECT_EQ(world.count_of_status(1), 1U) << "what is still to be sent stays";
  EXPECT_EQ(world.number("SELECT COUNT(*) FROM webhook_attempts"), 1U);
  world.execute("UPDATE webhook_endpoints SET status = 2");
  EXPECT_EQ(purge(1, 100), 1U) << "unless nobody takes it any more";
}

TEST(WebhookDispatcher, StopsInOrder) {
  WebhookWorld world;
  std::promise<void> arrived;
  Sink sink([&](const std::string&) {
    arrived.set_value();
    return "";
  });
  world.add_endpoint(sink.url());
  world.take_payments(1);
  world.expand_all();
  const auto dispatcher = world.dispatcher(world.options());
  arrived.get_future().wait();
  dispatcher->stop(milliseconds(1));
  EXPECT_EQ(world.text("SELECT last_error FROM webhook_deliveries"),
            "The gateway stopped before the endpoint had answered.");
  EXPECT_EQ(world.number("SELECT COUNT(*) FROM webhook_deliveries WHERE status = 1 AND "
                         "claimed = 0 AND due_at IS NOT NULL"),
            1U);
}

}  // namespace
}  // namespace tollgate::test
