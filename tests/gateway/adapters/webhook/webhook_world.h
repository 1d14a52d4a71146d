// WebhookWorld: the webhooks' part of a gateway over an empty MariaDB, and merchants' servers on
// loopback. Secrets are "sealed" as themselves. Nothing waits for time: retries are made due by
// hand, and waits are for conditions.
#pragma once

#include <map>
#include <memory>

#include "gateway/adapters/mysql/event_source.h"
#include "gateway/adapters/mysql/mysql_store.h"
#include "gateway/adapters/mysql/webhook_queue.h"
#include "gateway/adapters/mysql/webhook_store.h"
#include "gateway/adapters/webhook/dispatcher.h"
#include "gateway/adapters/webhook/follower.h"
#include "gateway/app/webhooks/signature.h"
#include "tests/gateway/adapters/await_task.h"
#include "tests/gateway/adapters/channel/test_server.h"
#include "tests/gateway/adapters/mysql/private_server.h"
#include "tests/gateway/adapters/sample_changes.h"

namespace tollgate::test {

constexpr std::chrono::seconds kPatience{60};

template <class Condition>
bool comes_true(Condition condition) {
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  return true;
}

// A merchant's server: keeps what it got and answers as told.
class Sink {
 public:
  using Respond = std::function<std::string(const std::string& request)>;

  Sink() : Sink([](const std::string&) { return status("204 No Content"); }) {}
  explicit Sink(Respond respond)
      : respond_(std::move(respond)), server_([this](channel::Peer& peer, int) { serve(peer); }) {}

  static std::string status(std::string_view line, std::string_view headers = "") {
    return "HTTP/1.1 " + std::string(line) + "\r\nContent-Length: 0\r\n" + std::string(headers) +
           "\r\n";
  }
  static std::string header(const std::string& request, const std::string& name) {
    const auto at = request.find("\r\n" + name + ": ");
    if (at == std::string::npos) return "";
    const auto begin = at + name.size() + 4;
    return request.substr(begin, request.find("\r\n", begin) - begin);
  }
  static std::string body(const std::string& request) {
    return request.substr(request.find("\r\n\r\n") + 4);
  }

  std::string url() const { return server_.url(); }
  std::vector<std::string> requests() const {
    const std::lock_guard lock(mutex_);
    return requests_;
  }
  std::size_t count() const { return requests().size(); }
  // How often each event came.
  std::map<std::string, int> count_by_event() const {
    std::map<std::string, int> counts;
    for (const auto& request : requests()) ++counts[header(request, "webhook-id")];
    return counts;
  }

 private:
  void serve(channel::Peer& peer) {
    while (const auto request = peer.read_http()) {
      {
        const std::lock_guard lock(mutex_);
        requests_.push_back(*request);
      }
      const std::string answer = respond_(*request);
      if (answer.empty()) return peer.wait_for_end();  // never answers
      if (!peer.write(answer)) return;
    }
  }

  const Respond respond_;
  mutable std::mutex mutex_;
  std::vector<std::string> requests_;
  channel::TestServer server_;
};

class WebhookWorld {
 public:
  WebhookWorld() : store_(store_options(connection_)) {}

  // Payments with one event each (payment.created); gives the events' number in all.
  std::size_t take_payments(std::size_t count) {
    std::vector<Task<CommitOutcome>> commits;
    for (std::size_t i = 0; i < count; ++i) {
      Change change = make.intent();
      change.new_request.reset();
      commits.push_back(store_.commit(std::move(change)));
    }
    for (const auto& outcome : await_all(std::move(commits)))
      CHECK(outcome.status == CommitStatus::committed);
    return taken_ += count;
  }

  WebhookEndpoint add_endpoint(const std::string& url, std::vector<std::string> types = {"*"}) {
    WebhookEndpoint endpoint;
    endpoint.id = WebhookEndpointId::make(SystemClock().now(), random);
    endpoint.merchant_id = make.merchant();
    endpoint.mode = Mode::test;
    endpoint.url = url;
    endpoint.enabled_events = std::move(types);
    endpoint.status = WebhookEndpointStatus::enabled;
    endpoint.enabled_at = make.now();
    endpoint.version = 1;
    endpoint.created_at = endpoint.updated_at = make.now();
    WebhookChange change;
    change.new_endpoint = endpoint;
    change.secrets.push_back(secret_of(endpoint, 1));
    CHECK(commit(std::move(change)) == CommitStatus::committed);
    return endpoint;
  }
  WebhookSecret secret_of(const WebhookEndpoint& endpoint, std::uint32_t number) {
    WebhookSecret secret;
    secret.endpoint_id = endpoint.id;
    secret.merchant_id = endpoint.merchant_id;
    secret.number = number;
    secret.sealed = make_webhook_secret(random).reveal();
    secret.created_at = make.now();
    return secret;
  }
  CommitStatus commit(WebhookChange change) {
    return await(webhooks.commit(std::move(change))).status;
  }

  std::unique_ptr<webhook::Follower> follower(EventSource& source) {
    queues_.push_back(std::make_unique<mysql::MySqlWebhookQueue>(connection_));
    return std::make_unique<webhook::Follower>(webhook::FollowerOptions{}, source, *queues_.back(),
                                               [] {});
  }
  webhook::DispatcherOptions options() const {
    webhook::DispatcherOptions options;
    options.source = "/tollgate";
    options.poll_interval = std::chrono::milliseconds(20);
    options.open_secret = [](const WebhookSecret& sealed) { return Secret(sealed.sealed); };
    options.sender.policy.allow_loopback = true;
    return options;
  }
  std::unique_ptr<webhook::Dispatcher> dispatcher(webhook::DispatcherOptions options) {
    queues_.push_back(std::make_unique<mysql::MySqlWebhookQueue>(connection_));
    return std::make_unique<webhook::Dispatcher>(std::move(options), *queues_.back(), clock_,
                                                 random);
  }
  // Makes the deliveries of everything that was taken.
  void expand_all() {
    mysql::MySqlEventSource source(connection_);
    const auto following = follower(source);
    CHECK(comes_true([&] {
      const auto heads_now = source.stream_heads();
      const auto cursors_now = source.load_cursors("webhooks");
      std::uint64_t heads = 0;
      std::uint64_t cursors = 0;
      for (const auto& [stream, number] : heads_now.value()) heads += number;
      for (const auto& [stream, number] : cursors_now.value()) cursors += number;
      return heads == taken_ && cursors == heads;
    }));
  }

  std::uint64_t number(const std::string& sql) {
    std::uint64_t value = 0;
    const auto read = sql_connection().query(sql, [&](mysql::Row& row) { value = row.natural(); });
    CHECK(read.ok());
    return value;
  }
  std::string text(const std::string& sql) {
    std::string value;
    const auto read = sql_connection().query(sql, [&](mysql::Row& row) { value = row.text(); });
    CHECK(read.ok());
    return value;
  }
  void execute(const std::string& sql) { CHECK(sql_connection().execute(sql).ok()); }
  // What waits for its next attempt is due now.
  void make_due() {
    execute(
        "UPDATE webhook_deliveries SET due_at = UTC_TIMESTAMP(6) WHERE due_at IS NOT NULL "
        "AND claimed = 0");
  }
  // 1 pending, 2 delivered, 3 failed.
  std::uint64_t count_of_status(int status) {
    return number("SELECT COUNT(*) FROM webhook_deliveries WHERE status = " +
                  std::to_string(status));
  }
  const mysql::ConnectionOptions& connection() const { return connection_; }

 private:
  static mysql::StoreOptions store_options(const mysql::ConnectionOptions& connection) {
    mysql::StoreOptions options;
    options.connection = connection;
    return options;
  }
  mysql::Connection& sql_connection() {
    if (sql_ == nullptr) {
      auto opened = mysql::Connection::connect(connection_, mysql::Autocommit::on);
      CHECK(opened.ok());
      sql_ = std::move(*opened);
    }
    return *sql_;
  }

  const mysql::ConnectionOptions connection_ = empty_database();
  SystemClock clock_;
  mysql::MySqlStore store_;
  std::vector<std::unique_ptr<mysql::MySqlWebhookQueue>> queues_;
  std::unique_ptr<mysql::Connection> sql_;
  std::size_t taken_ = 0;

 public:
  SystemRandom random;
  SampleMaker make{random};
  mysql::MySqlWebhookStore webhooks{connection_, 2, 100};
};

}  // namespace tollgate::test
