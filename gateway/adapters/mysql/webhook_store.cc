#include "gateway/adapters/mysql/webhook_store.h"

#include "gateway/adapters/mysql/conflicts.h"
#include "gateway/adapters/mysql/read_on.h"
#include "gateway/adapters/mysql/webhook_purge.h"
#include "gateway/adapters/mysql/webhook_reads.h"
#include "gateway/adapters/mysql/webhook_sql.h"
#include "gateway/adapters/mysql/webhook_writes.h"

namespace tollgate::mysql {
namespace {

class CommitJob final : public ReaderPool::Job {
 public:
  CommitJob(WebhookChange change, Completion<CommitOutcome> done)
      : change_(std::move(change)), done_(std::move(done)) {}

  Reply<Nothing> run(Connection& connection) override {
    auto status = commit_webhook_change(connection, change_);
    if (!status) return status.failure();
    done_(CommitOutcome{*status, std::string(sentence_for(*status))});
    return Nothing{};
  }
  void fail(Error error) override {
    done_(CommitOutcome{CommitStatus::unavailable, std::move(error.message)});
  }

 private:
  const WebhookChange change_;
  Completion<CommitOutcome> done_;
};

}  // namespace

MySqlWebhookStore::MySqlWebhookStore(ConnectionOptions options, std::size_t threads,
                                     std::size_t queue_max)
    : options_(std::move(options)), pool_(options_, threads, queue_max) {}

Task<CommitOutcome> MySqlWebhookStore::commit(WebhookChange change) {
  auto start = [this, change = std::move(change)](Completion<CommitOutcome> done) mutable {
    pool_.submit(std::make_unique<CommitJob>(std::move(change), std::move(done)));
  };
  return await_completion<CommitOutcome>(std::move(start));
}

Task<Result<std::optional<WebhookEndpoint>>> MySqlWebhookStore::find_endpoint(
    MerchantId merchant, Mode mode, WebhookEndpointId id) {
  using Found = std::optional<WebhookEndpoint>;
  return read_on<Found>(pool_, [=](Connection& connection) -> Reply<Found> {
    auto all = read_webhook_endpoints(connection, Owner{merchant, mode}, id);
    if (!all) return all.failure();
    if (all->empty()) return Found();
    return Found(std::move(all->front()));
  });
}

Task<Result<std::vector<WebhookEndpoint>>> MySqlWebhookStore::list_endpoints(MerchantId merchant,
                                                                             Mode mode) {
  return read_on<std::vector<WebhookEndpoint>>(pool_, [=](Connection& connection) {
    return read_webhook_endpoints(connection, Owner{merchant, mode}, std::nullopt);
  });
}

Task<Result<std::vector<WebhookSecret>>> MySqlWebhookStore::list_secrets(
    WebhookEndpointId endpoint) {
  return read_on<std::vector<WebhookSecret>>(pool_, [=](Connection& connection) {
    return read_active_secrets(connection, std::span(&endpoint, 1));
  });
}

Task<Result<PageOf<WebhookDelivery>>> MySqlWebhookStore::list_deliveries(DeliveryFilter filter) {
  return read_on<PageOf<WebhookDelivery>>(
      pool_, [=](Connection& connection) { return read_webhook_deliveries(connection, filter); });
}

Task<Result<std::optional<WebhookDelivery>>> MySqlWebhookStore::find_delivery(
    MerchantId merchant, Mode mode, WebhookDeliveryId id) {
  return read_on<std::optional<WebhookDelivery>>(pool_, [=](Connection& connection) {
    return read_webhook_delivery(connection, Owner{merchant, mode}, id);
  });
}

Task<Result<std::vector<WebhookAttempt>>> MySqlWebhookStore::list_attempts(
    WebhookDeliveryId delivery) {
  return read_on<std::vector<WebhookAttempt>>(
      pool_, [=](Connection& connection) { return read_webhook_attempts(connection, delivery); });
}

Task<Result<PageOf<Event>>> MySqlWebhookStore::list_events(EventFilter filter) {
  return read_on<PageOf<Event>>(pool_, [filter = std::move(filter)](Connection& connection) {
    return read_merchant_events(connection, filter);
  });
}

Task<Result<PageOf<WebhookDelivery>>> MySqlWebhookStore::deliveries_to_replay(ReplayFilter filter) {
  return read_on<PageOf<WebhookDelivery>>(pool_,
                                          [filter = std::move(filter)](Connection& connection) {
                                            return read_deliveries_to_replay(connection, filter);
                                          });
}

Task<Result<std::size_t>> MySqlWebhookStore::close_orphans(std::size_t limit) {
  return read_on<std::size_t>(
      pool_, [=](Connection& connection) { return close_orphaned_deliveries(connection, limit); });
}

Task<Result<std::size_t>> MySqlWebhookStore::purge(std::chrono::hours keep, std::size_t limit) {
  return read_on<std::size_t>(
      pool_, [=](Connection& connection) { return purge_deliveries(connection, keep, limit); });
}

}  // namespace tollgate::mysql
