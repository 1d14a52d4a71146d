#include "gateway/adapters/channel/account_runner.h"

#include <fmt/format.h>

#include "gateway/adapters/channel/isolation/isolated_plugin.h"
#include "gateway/adapters/channel/plugin_notification.h"
#include "gateway/base/log.h"

namespace tollgate::channel {
namespace {

using std::chrono::steady_clock;

// The operations of a connection are short, so that a silent server is noticed soon.
constexpr std::chrono::milliseconds kSessionDeadline{5000};
// Taking leave must not hold up a stop.
constexpr std::chrono::milliseconds kSignOffDeadline{1000};

Task<bool> run_session(std::shared_ptr<PluginChannel> channel,
                       std::shared_ptr<RequestSource> source, SessionOperation operation,
                       Wire& connection) {
  const PluginRequest::Session session = source->session(operation);
  const PluginRequest request(session, source->random_of(session.id.str()));
  DriveLimits limits;
  limits.deadline = operation == SessionOperation::sign_off ? kSignOffDeadline : kSessionDeadline;
  limits.message_timeout = limits.deadline;
  const Outcome outcome = co_await drive_operation(*channel, connection, request, limits);
  co_return outcome.kind == OutcomeKind::approved;
}

Result<std::shared_ptr<TcpWire>> connect_frames(const ChannelAccount& account,
                                                const std::shared_ptr<PluginChannel>& channel,
                                                const std::shared_ptr<RequestSource>& source,
                                                boost::asio::io_context& context) {
  if (!channel->speaks_in_frames()) return std::shared_ptr<TcpWire>();
  auto options = channel->frame_options();
  if (!options) return std::move(options).error();
  for (const auto& address : options->addresses)
    if (!may_connect(account, address.str()))
      return Error{ErrorCode::permission_denied,
                   fmt::format("The channel account {} wants to connect to {}, which is not among "
                               "its endpoints.",
                               account.name, address.str()),
                   "add the address to the account's endpoints, or mend its settings"};
  options->connections = account.connections;
  options->security.ca_file = account.ca_file;
  options->backlog_max = account.in_flight_max;
  options->correlate = [channel](std::string_view frame) { return channel->correlate(frame); };
  options->run_session = [channel, source](SessionOperation operation, Wire& connection) {
    return run_session(channel, source, operation, connection);
  };
  return TcpWire::make(context, std::move(*options));
}

Outcome outcome_of(OutcomeKind kind, std::string_view code, std::string_view message) {
  Outcome outcome;
  outcome.kind = kind;
  outcome.code = code;
  outcome.message = message;
  return outcome;
}

// Leaves the gate however the operation ends: answered, or abandoned with its coroutine.
class Passage {
 public:
  explicit Passage(OperationGate& gate) : gate_(gate) {}
  ~Passage() { gate_.leave(); }
  Passage(const Passage&) = delete;
  Passage& operator=(const Passage&) = delete;

 private:
  OperationGate& gate_;
};

}  // namespace

Digest32 fingerprint_of(const ChannelAccount& account, const PluginLibrary& library) {
  std::string all;
  const auto add = [&all](std::string_view text) {
    const std::uint64_t size = text.size();
    all.append(reinterpret_cast<const char*>(&size), sizeof size).append(text);
  };
  add(library.path());
  add(library.proof().sha256);
  add(account.isolated ? "isolated" : "");
  add(account.settings);
  add(account.ca_file);
  add(std::to_string(account.connections));
  add(std::to_string(account.message_timeout.count()));
  for (const auto& endpoint : account.endpoints) add(endpoint);
  const auto add_secrets = [&add](std::string_view what, const auto& secrets) {
    add(what);
    for (const auto& [name, secret] : secrets) {
      add(name);
      add(secret.reveal());
    }
  };
  add_secrets("secrets", account.secrets);
  add_secrets("keys", account.keys);
  const Secret wiped(std::move(all));
  return sha256(wiped.reveal());
}

AccountRunner::AccountRunner(ChannelAccount account, std::shared_ptr<PluginChannel> channel,
                             std::shared_ptr<RequestSource> source,
                             std::shared_ptr<AccountCounters> counters,
                             std::unique_ptr<AccountWire> wire, const Digest32& fingerprint)
    : account_(std::move(account)),
      channel_(std::move(channel)),
      source_(std::move(source)),
      wire_(std::move(wire)),
      counters_(std::move(counters)),
      fingerprint_(fingerprint),
      gate_(account_.in_flight_max) {}

Result<std::shared_ptr<AccountRunner>> AccountRunner::start(
    ChannelAccount account, std::shared_ptr<PluginLibrary> library,
    std::shared_ptr<RequestSource> source, std::shared_ptr<AccountCounters> counters,
    std::shared_ptr<HttpWire> http, boost::asio::io_context& frame_context) {
  const Digest32 fingerprint = fingerprint_of(account, *library);
  auto channel = PluginChannel::create(std::move(library), account);
  if (!channel) return std::move(channel).error();
  account.secrets.clear();  // the plugin has them now
  account.keys.clear();     // and the channel these
  auto frames = connect_frames(account, *channel, source, frame_context);
  if (!frames) return std::move(frames).error();
  auto wire = AccountWire::make(account, std::move(http), *frames);
  if (!wire) {
    if (*frames != nullptr) (*frames)->stop();
    return std::move(wire).error();
  }
  return std::shared_ptr<AccountRunner>(new AccountRunner(std::move(account), std::move(*channel),
                                                          std::move(source), std::move(counters),
                                                          std::move(*wire), fingerprint));
}

std::optional<Outcome> AccountRunner::refuse(const ChannelCall& call) const {
  const Operation& operation = call.operation;
  if (!traits().supports(operation.kind))
    return outcome_of(OutcomeKind::not_sent, TOLLGATE_CODE_UNSUPPORTED,
                      "The channel has no such operation.");
  if (operation.kind == OperationKind::void_payment || operation.kind == OperationKind::query)
    return std::nullopt;
  const auto* limit = channel_->description().limit_of(operation.amount.currency());
  if (limit == nullptr)
    return outcome_of(OutcomeKind::declined, "currency_not_supported",
                      "The channel does not take this currency.");
  const std::int64_t minor = operation.amount.minor();
  if (minor < limit->minimum_minor || minor > limit->maximum_minor)
    return outcome_of(OutcomeKind::declined, TOLLGATE_CODE_INVALID_AMOUNT,
                      "The amount is outside the channel's limits.");
  return std::nullopt;
}

Task<Outcome> AccountRunner::execute(std::shared_ptr<AccountRunner> runner, ChannelCall call) {
  AccountRunner& self = *runner;
  OperationCounters& counters = self.counters_->operations;
  const auto verdict = self.gate_.enter();
  if (verdict == OperationGate::Verdict::full) {
    counters.refused_busy.fetch_add(1, std::memory_order_relaxed);
    co_return outcome_of(OutcomeKind::not_sent, "channel_busy",
                         "The channel account has as many operations under way as it may.");
  }
  if (verdict == OperationGate::Verdict::closed)
    co_return outcome_of(OutcomeKind::not_sent, "gateway_stopping", "The gateway is stopping.");
  const Passage passage(self.gate_);
  if (auto refused = self.refuse(call)) co_return std::move(*refused);

  const auto begun = steady_clock::now();
  const PluginRequest request(*self.channel_, call,
                              self.source_->random_of(call.operation.id.str()));
  DriveLimits limits;
  limits.deadline = self.account_.deadline;
  limits.message_timeout = self.account_.message_timeout;
  Outcome outcome = co_await drive_operation(*self.channel_, *self.wire_, request, limits);
  counters.record(outcome.kind, steady_clock::now() - begun);
  if (outcome.code == "plugin_fault")
    counters.plugin_faults.fetch_add(1, std::memory_order_relaxed);
  co_return outcome;
}

NotificationReading AccountRunner::read_notification(const RawNotification& notification) const {
  bool plugin_fault = false;
  NotificationReading reading = read_plugin_notification(*channel_, notification, plugin_fault);
  auto& counter =
      reading.accepted ? counters_->notifications.accepted : counters_->notifications.refused;
  counter.fetch_add(1, std::memory_order_relaxed);
  if (plugin_fault) counters_->notifications.plugin_faults.fetch_add(1, std::memory_order_relaxed);
  return reading;
}

ChannelAccountStats AccountRunner::stats() const {
  const auto read = [](const auto& counter) { return counter.load(std::memory_order_relaxed); };
  const OperationCounters& operations = counters_->operations;
  const NotificationCounters& notifications = counters_->notifications;
  ChannelAccountStats copy;
  copy.account = account_.name;
  copy.plugin = channel_->description().id;
  copy.version = channel_->description().version;
  for (std::size_t i = 0; i < copy.outcomes.size(); ++i)
    copy.outcomes[i] = read(operations.outcomes[i]);
  for (std::size_t i = 0; i < copy.latency.size(); ++i)
    copy.latency[i] = read(operations.latency[i]);
  copy.latency_sum_micros = read(operations.latency_sum_micros);
  copy.in_flight = gate_.inside();
  copy.refused_busy = read(operations.refused_busy);
  copy.plugin_faults = read(operations.plugin_faults) + read(notifications.plugin_faults);
  copy.notifications_accepted = read(notifications.accepted);
  copy.notifications_refused = read(notifications.refused);
  copy.sha256 = channel_->library().proof().sha256;
  if (const IsolatedPlugin* isolated = channel_->library().isolated()) {
    const IsolationStats process = isolated->stats();
    copy.isolated = true;
    copy.process_running = process.running;
    copy.process_deaths = process.deaths;
    copy.operations_replayed = process.replays;
  }
  if (const TcpStats* frames = wire_->frame_stats()) {
    copy.connections_up = read(frames->connections_up);
    copy.connects = read(frames->connects);
    copy.connect_failures = read(frames->connect_failures);
    copy.losses = read(frames->losses);
    copy.messages_waiting = read(frames->messages_waiting);
    copy.late_frames = read(frames->late_frames);
    copy.unsolicited_frames = read(frames->unsolicited_frames);
    copy.unreadable_frames = read(frames->unreadable_frames);
    copy.broken_streams = read(frames->broken_streams);
  }
  return copy;
}

}  // namespace tollgate::channel
