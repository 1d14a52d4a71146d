#include "gateway/adapters/channel/account_runner.h"

#include <fmt/format.h>

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

AccountRunner::AccountRunner(ChannelAccount account, std::shared_ptr<PluginChannel> channel,
                             std::shared_ptr<RequestSource> source,
                             std::unique_ptr<AccountWire> wire)
    : account_(std::move(account)),
      channel_(std::move(channel)),
      source_(std::move(source)),
      wire_(std::move(wire)),
      gate_(account_.in_flight_max) {}

Result<std::shared_ptr<AccountRunner>> AccountRunner::start(
    ChannelAccount account, std::shared_ptr<PluginLibrary> library,
    std::shared_ptr<RequestSource> source, std::shared_ptr<HttpWire> http,
    boost::asio::io_context& frame_context) {
  auto channel = PluginChannel::create(std::move(library), account);
  if (!channel) return std::move(channel).error();
  account.secrets.clear();  // the plugin has them now
  auto frames = connect_frames(account, *channel, source, frame_context);
  if (!frames) return std::move(frames).error();
  auto wire = AccountWire::make(account, std::move(http), *frames);
  if (!wire) {
    if (*frames != nullptr) (*frames)->stop();
    return std::move(wire).error();
  }
  return std::shared_ptr<AccountRunner>(new AccountRunner(std::move(account), std::move(*channel),
                                                          std::move(source), std::move(*wire)));
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

Task<Outcome> AccountRunner::execute(ChannelCall call) {
  const auto self = shared_from_this();
  const auto verdict = gate_.enter();
  if (verdict == OperationGate::Verdict::full) {
    counters_.refused_busy.fetch_add(1, std::memory_order_relaxed);
    co_return outcome_of(OutcomeKind::not_sent, "channel_busy",
                         "The channel account has as many operations under way as it may.");
  }
  if (verdict == OperationGate::Verdict::closed)
    co_return outcome_of(OutcomeKind::not_sent, "gateway_stopping", "The gateway is stopping.");
  const Passage passage(gate_);
  if (auto refused = refuse(call)) co_return std::move(*refused);

  const auto begun = steady_clock::now();
  const PluginRequest request(*channel_, call, source_->random_of(call.operation.id.str()));
  DriveLimits limits;
  limits.deadline = account_.deadline;
  limits.message_timeout = account_.message_timeout;
  Outcome outcome = co_await drive_operation(*channel_, *wire_, request, limits);
  counters_.record(outcome.kind, steady_clock::now() - begun);
  if (outcome.code == "plugin_fault")
    counters_.plugin_faults.fetch_add(1, std::memory_order_relaxed);
  co_return outcome;
}

NotificationReading AccountRunner::read_notification(const RawNotification& notification) const {
  bool plugin_fault = false;
  NotificationReading reading = read_plugin_notification(*channel_, notification, plugin_fault);
  auto& counter = reading.accepted ? notifications_.accepted : notifications_.refused;
  counter.fetch_add(1, std::memory_order_relaxed);
  if (plugin_fault) notifications_.plugin_faults.fetch_add(1, std::memory_order_relaxed);
  return reading;
}

ChannelAccountStats AccountRunner::stats() const {
  const auto read = [](const auto& counter) { return counter.load(std::memory_order_relaxed); };
  ChannelAccountStats copy;
  copy.account = account_.name;
  copy.plugin = channel_->description().id;
  copy.version = channel_->description().version;
  for (std::size_t i = 0; i < copy.outcomes.size(); ++i)
    copy.outcomes[i] = read(counters_.outcomes[i]);
  for (std::size_t i = 0; i < copy.latency.size(); ++i)
    copy.latency[i] = read(counters_.latency[i]);
  copy.latency_sum_micros = read(counters_.latency_sum_micros);
  copy.in_flight = gate_.inside();
  copy.refused_busy = read(counters_.refused_busy);
  copy.plugin_faults = read(counters_.plugin_faults) + read(notifications_.plugin_faults);
  copy.notifications_accepted = read(notifications_.accepted);
  copy.notifications_refused = read(notifications_.refused);
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
