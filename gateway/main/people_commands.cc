// tollgate operations …, breaks …, notifications …: what needs a person, and what they decide.
#include <fmt/format.h>

#include <optional>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include "gateway/adapters/mysql/mysql_notification_store.h"
#include "gateway/adapters/mysql/mysql_store.h"
#include "gateway/adapters/vault/sealed_card_vault.h"
#include "gateway/app/settle_operation.h"
#include "gateway/base/check.h"
#include "gateway/main/api_secrets.h"
#include "gateway/main/commands.h"
#include "gateway/main/components.h"
#include "gateway/main/open_database.h"
#include "gateway/main/report.h"

namespace tollgate {
namespace {

constexpr std::size_t kListMax = 1000;

// This process speaks to no channel: a person says what happened there.
class NoChannels final : public ChannelPort {
 public:
  Task<Outcome> execute(ChannelCall) override {
    Outcome outcome;
    outcome.kind = OutcomeKind::not_sent;
    co_return outcome;
  }
  const ChannelTraits* find_traits(std::string_view) const override { return nullptr; }
  std::chrono::milliseconds deadline(std::string_view) const override { return {}; }
  std::uint64_t next_sequence(std::string_view) override { return 0; }
};

// Runs the task on this thread until it is done.
template <class T>
T run(Task<T> task) {
  boost::asio::io_context io(1);
  std::optional<T> result;
  const auto keep = [](Task<T> running, std::optional<T>& into) -> Task<void> {
    into.emplace(co_await std::move(running));
  };
  boost::asio::co_spawn(io, keep(std::move(task), result), boost::asio::detached);
  io.run();
  CHECK(result.has_value());
  return std::move(*result);
}

std::unique_ptr<mysql::MySqlStore> open_store(const OpenDatabase& opened) {
  mysql::StoreOptions options;
  options.connection = opened.connection;
  options.node_name = "tollgate command";
  options.writers = 1;
  options.readers = 1;
  return std::make_unique<mysql::MySqlStore>(std::move(options));
}

// As merchants know it. Of one that cannot be read now, the id inside.
std::string shown_payment(Store& store, PaymentId id) {
  const auto payment = run(store.load_payment(id));
  return payment.ok() && payment->has_value() ? (*payment)->shown_id() : id.str();
}

// An error's words of a mistyped id.
Error not_an_id(const std::string& text, const char* list) {
  return {ErrorCode::invalid_argument, fmt::format("{} is not such an id.", text),
          fmt::format("`tollgate {}` lists them.", list)};
}

}  // namespace

int list_parked_operations(const std::string& config_file) {
  auto opened = open_database(config_file);
  if (!opened.ok()) return report(opened.error());
  const auto store = open_store(*opened);
  auto parked = run(store->list_parked_operations(kListMax));
  if (!parked.ok()) return report(parked.error());
  for (const auto& operation : *parked)
    fmt::print("{}  {}  {}  {} {}  {}  attempt {}  since {}\n", operation.id.str(),
               shown_payment(*store, operation.payment_id), to_text(operation.kind),
               operation.amount.minor(), operation.amount.currency().code(),
               operation.channel_account, operation.attempt, to_rfc3339(operation.updated_at));
  return 0;
}

int settle_parked_operation(const std::string& config_file, const SettleArguments& arguments) {
  const auto id = OperationId::parse(arguments.operation);
  if (!id) return report(not_an_id(arguments.operation, "operations parked"));
  auto opened = open_database(config_file);
  if (!opened.ok()) return report(opened.error());
  auto ring = open_key_ring(opened->config);
  if (!ring.ok()) return report(ring.error());
  const auto store = open_store(*opened);
  SystemClock clock;
  SystemRandom random;
  NoChannels channels;
  vault::SealedCardVault vault(std::move(*ring), random);
  RecentRequests recent_requests(1);
  CvcCache cvc_cache(1, std::chrono::seconds(1));
  PaymentMethodCache payment_methods(1, std::chrono::seconds(1));
  Services services{*store,    channels,        vault,   clock,   random,  recent_requests,
                    cvc_cache, payment_methods, nullptr, nullptr, nullptr, [] {},
                    {}};
  SettleOperation command;
  command.operation_id = *id;
  command.outcome = arguments.as == "approved" ? OutcomeKind::approved : OutcomeKind::declined;
  command.reason = arguments.reason;
  command.person = arguments.person;
  command.channel_reference = arguments.channel_reference;
  const Status settled = run(settle_operation(services, std::move(command)));
  if (!settled.ok()) return report(settled.error());
  fmt::print("settled {} as {}\n", arguments.operation, arguments.as);
  return 0;
}

int list_breaks(const std::string& config_file) {
  auto opened = open_database(config_file);
  if (!opened.ok()) return report(opened.error());
  const auto store = open_store(*opened);
  auto open = run(store->list_open_breaks(kListMax));
  if (!open.ok()) return report(open.error());
  for (const auto& found : *open)
    fmt::print("{}  {}  {}  {} {}  {}  {}  {}  {}\n", found.id.str(),
               shown_payment(*store, found.payment_id),
               found.operation_id ? found.operation_id->str() : "-", found.amount.minor(),
               found.amount.currency().code(), found.channel_account, found.kind,
               to_rfc3339(found.opened_at), found.detail);
  return 0;
}

int close_break(const std::string& config_file, const CloseBreakArguments& arguments) {
  const auto id = BreakId::parse(arguments.id);
  if (!id) return report(not_an_id(arguments.id, "breaks list"));
  auto opened = open_database(config_file);
  if (!opened.ok()) return report(opened.error());
  const auto store = open_store(*opened);
  const std::string reason = arguments.person + ": " + arguments.reason;
  const Status closed = run(store->close_break(*id, reason, SystemClock().now()));
  if (!closed.ok()) return report(closed.error());
  fmt::print("closed {}\n", arguments.id);
  return 0;
}

int list_given_up_notifications(const std::string& config_file) {
  auto opened = open_database(config_file);
  if (!opened.ok()) return report(opened.error());
  mysql::MySqlNotificationStore store(opened->connection);
  auto list = run(store.list_given_up(kListMax));
  if (!list.ok()) return report(list.error());
  for (const auto& one : *list)
    fmt::print("{}  {}  attempt {}  received {}  {}\n", one.id.str(), one.channel_account,
               one.attempts, to_rfc3339(one.received_at), one.result);
  return 0;
}

int retry_notification(const std::string& config_file, const std::string& notification) {
  const auto id = NotificationId::parse(notification);
  if (!id) return report(not_an_id(notification, "notifications given-up"));
  auto opened = open_database(config_file);
  if (!opened.ok()) return report(opened.error());
  mysql::MySqlNotificationStore store(opened->connection);
  const Status retried = run(store.retry(*id));
  if (!retried.ok()) return report(retried.error());
  fmt::print("{} is tried again by a running gateway\n", notification);
  return 0;
}

}  // namespace tollgate
