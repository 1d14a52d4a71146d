#include "gateway/main/metrics.h"

#include <sys/resource.h>
#include <unistd.h>

#include <fstream>

namespace tollgate {
namespace {

template <class Bounds>
std::vector<double> in_seconds(const Bounds& bounds_micros) {
  std::vector<double> seconds;
  seconds.reserve(bounds_micros.size());
  for (const auto micros : bounds_micros) seconds.push_back(static_cast<double>(micros) / 1e6);
  return seconds;
}

std::uint64_t resident_bytes() {
  std::uint64_t total = 0;
  std::uint64_t resident = 0;
  std::ifstream("/proc/self/statm") >> total >> resident;
  return resident * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

}  // namespace

void add_metrics(MetricsPage& page, const http::EdgeStats& stats) {
  page.metric("tollgate_http_connections", "gauge", "Open connections.")
      .sample(stats.open_connections)
      .metric("tollgate_http_in_flight", "gauge", "Requests not yet answered.")
      .sample(stats.in_flight)
      .metric("tollgate_http_answers_total", "counter", "Answers by class of status.");
  for (std::size_t i = 1; i < stats.answers_by_class.size(); ++i)
    page.sample(stats.answers_by_class[i], {{"class", std::to_string(i) + "xx"}});
  page.metric("tollgate_http_malformed_total", "counter", "Requests refused as not well-formed.")
      .sample(stats.malformed_requests)
      .metric("tollgate_http_overloaded_total", "counter", "Requests refused: too many in flight.")
      .sample(stats.overloaded_requests)
      .metric("tollgate_http_connections_refused_total", "counter", "Connections over the limit.")
      .sample(stats.refused_connections)
      .metric("tollgate_http_timeouts_total", "counter", "Deadlines that ran out, by kind.")
      .sample(stats.head_timeouts, {{"kind", "head"}})
      .sample(stats.body_timeouts, {{"kind", "body"}})
      .sample(stats.idle_timeouts, {{"kind", "idle"}})
      .sample(stats.handler_timeouts, {{"kind", "handler"}})
      .sample(stats.write_timeouts, {{"kind", "write"}});
}

void add_metrics(MetricsPage& page, const AdmissionStats& stats) {
  page.metric("tollgate_admission_wait_seconds", "gauge", "What a request would wait now.")
      .ratio(static_cast<double>(stats.waits.work.count()) / 1e6, {{"for", "work"}})
      .ratio(static_cast<double>(stats.waits.reads.count()) / 1e6, {{"for", "reads"}})
      .metric("tollgate_admission_refused_total", "counter", "Requests refused for overload.");
  for (std::size_t i = 0; i < kUrgencies.size(); ++i)
    page.sample(stats.refused.at(i), {{"urgency", to_text(kUrgencies.at(i))}});
}

void add_metrics(MetricsPage& page, const mysql::StoreStatistics& stats) {
  page.metric("tollgate_commit_queue", "gauge", "Changes waiting for a writer.")
      .sample(stats.queued_changes)
      .metric("tollgate_commit_batches_total", "counter", "Durable commits.")
      .sample(stats.batches)
      .metric("tollgate_commit_changes_total", "counter", "Changes, by what became of them.")
      .sample(stats.changes, {{"status", "committed"}})
      .sample(stats.conflicts, {{"status", "conflict"}})
      .sample(stats.unavailable, {{"status", "unavailable"}})
      .sample(stats.unknown, {{"status", "unknown"}})
      .metric("tollgate_commit_redone_total", "counter", "Transactions run again.")
      .sample(stats.redone)
      .metric("tollgate_database_reconnects_total", "counter", "Connections made anew.")
      .sample(stats.reconnects)
      .metric("tollgate_commit_seconds", "histogram", "From commit() to durable.");
  const auto bounds = in_seconds(mysql::LatencyHistogram::kBoundsMicros);
  page.histogram(bounds, stats.latency, static_cast<double>(stats.latency_sum_micros) / 1e6);
}

void add_metrics(MetricsPage& page, const std::vector<channel::ChannelAccountStats>& accounts) {
  page.metric("tollgate_channel_operations_total", "counter", "Operations by outcome.");
  for (const auto& account : accounts)
    for (std::size_t kind = 0; kind < account.outcomes.size(); ++kind)
      page.sample(account.outcomes[kind], {{"channel_account", account.account},
                                           {"outcome", to_text(static_cast<OutcomeKind>(kind))}});
  page.metric("tollgate_channel_in_flight", "gauge", "Operations not yet answered.");
  for (const auto& account : accounts)
    page.sample(account.in_flight, {{"channel_account", account.account}});
  page.metric("tollgate_channel_busy_total", "counter", "Operations over in_flight_max.");
  for (const auto& account : accounts)
    page.sample(account.refused_busy, {{"channel_account", account.account}});
  page.metric("tollgate_channel_connections_up", "gauge", "Frame connections signed on.");
  for (const auto& account : accounts)
    page.sample(account.connections_up, {{"channel_account", account.account}});
  page.metric("tollgate_channel_late_frames_total", "counter", "Answers nobody waited for.");
  for (const auto& account : accounts)
    page.sample(account.late_frames, {{"channel_account", account.account}});
  page.metric("tollgate_channel_plugin_faults_total", "counter", "Operations a plugin spoiled.");
  for (const auto& account : accounts)
    page.sample(account.plugin_faults, {{"channel_account", account.account}});
  page.metric("tollgate_channel_plugin_info", "gauge", "1: the version that new operations get.");
  for (const auto& account : accounts)
    page.sample(1, {{"channel_account", account.account},
                    {"plugin", account.plugin},
                    {"version", account.version},
                    {"sha256", account.sha256}});
  page.metric("tollgate_channel_versions_draining", "gauge", "Old versions with operations.");
  for (const auto& account : accounts)
    page.sample(account.versions_draining, {{"channel_account", account.account}});
  page.metric("tollgate_channel_process_up", "gauge", "1 while an isolated plugin's process runs.");
  for (const auto& account : accounts)
    if (account.isolated)
      page.sample(account.process_running ? 1 : 0, {{"channel_account", account.account}});
  page.metric("tollgate_channel_process_deaths_total", "counter", "Isolated plugins that died.");
  for (const auto& account : accounts)
    if (account.isolated)
      page.sample(account.process_deaths, {{"channel_account", account.account}});
  page.metric("tollgate_channel_operations_replayed_total", "counter",
              "Operations that went on in a new process.");
  for (const auto& account : accounts)
    if (account.isolated)
      page.sample(account.operations_replayed, {{"channel_account", account.account}});
  page.metric("tollgate_channel_seconds", "histogram", "Duration of an operation.");
  const auto bounds = in_seconds(channel::kLatencyBoundsMicros);
  for (const auto& account : accounts)
    page.histogram(bounds, account.latency, static_cast<double>(account.latency_sum_micros) / 1e6,
                   {{"channel_account", account.account}});
}

void add_metrics(MetricsPage& page, const RouterStats& stats) {
  page.metric("tollgate_route_choices_total", "counter", "Payments given to an account.");
  for (const auto& account : stats.accounts)
    page.sample(account.choices, {{"channel_account", account.name}});
  page.metric("tollgate_route_failovers_total", "counter", "Charges that went on to another one.");
  for (const auto& way : stats.failovers)
    page.sample(way.count, {{"from", way.from}, {"to", way.to}, {"why", to_text(way.why)}});
  page.metric("tollgate_breaker_state", "gauge", "0 closed, 1 half open, 2 open.");
  for (const auto& account : stats.accounts)
    page.sample(static_cast<std::uint64_t>(account.breaker), {{"channel_account", account.name}});
  page.metric("tollgate_breaker_refused_total", "counter", "Charges an open breaker kept away.");
  for (const auto& account : stats.accounts)
    page.sample(account.refused_by_breaker, {{"channel_account", account.name}});
  page.metric("tollgate_channel_success_ratio", "gauge",
              "Charges approved or pending, of those that ended in the last minute.");
  for (const auto& account : stats.accounts)
    if (account.success_ratio)
      page.ratio(*account.success_ratio, {{"channel_account", account.name}});
}

void add_metrics(MetricsPage& page, const lua::RiskCounters& counters) {
  page.metric("tollgate_risk_evaluations_total", "counter", "Payments decided by the rules.")
      .sample(counters.evaluations)
      .metric("tollgate_risk_rule_failures_total", "counter", "Rules that failed.")
      .sample(counters.rule_failures)
      .metric("tollgate_risk_velocity_keys", "gauge", "Keys that are counted.")
      .sample(counters.velocity_keys)
      .metric("tollgate_risk_velocity_evicted_total", "counter", "Keys forgotten for space.")
      .sample(counters.velocity_evicted);
}

void add_follower_metrics(MetricsPage& page, const std::map<std::string, bool>& leads) {
  page.metric("tollgate_follower_leader", "gauge", "1 where this process runs the follower.");
  for (const auto& [follower, is_leader] : leads)
    page.sample(is_leader ? 1 : 0, {{"follower", follower}});
}

void add_metrics(MetricsPage& page, const KafkaRelayStats& stats) {
  page.metric("tollgate_kafka_lag", "gauge", "Events committed but not confirmed, by stream.");
  for (const auto& [stream, lag] : stats.lag)
    page.sample(lag, {{"stream", std::to_string(stream)}});
  page.metric("tollgate_kafka_delivered_total", "counter", "Events the broker confirmed.")
      .sample(stats.delivered)
      .metric("tollgate_kafka_repeated_total", "counter", "Events handed over again.")
      .sample(stats.repeated)
      .metric("tollgate_kafka_broker_reachable", "gauge", "0 from a failure to a confirmation.")
      .sample(stats.broker_reachable ? 1 : 0);
}

void add_metrics(MetricsPage& page, const NotificationStats& stats) {
  page.metric("tollgate_notifications_received_total", "counter", "Requests from channels.")
      .sample(stats.received)
      .metric("tollgate_notifications_total", "counter", "What became of them.")
      .sample(stats.applied, {{"result", "applied"}})
      .sample(stats.known, {{"result", "known"}})
      .sample(stats.refused, {{"result", "refused"}})
      .sample(stats.turned_away, {{"result", "turned_away"}})
      .sample(stats.given_up, {{"result", "given_up"}})
      .metric("tollgate_notifications_unstored_total", "counter", "Refused beyond the bound.")
      .sample(stats.refused_unstored)
      .metric("tollgate_notifications_retried_total", "counter", "Tried again when due.")
      .sample(stats.retried);
}

void add_metrics(MetricsPage& page, const OpenWorkNow& work) {
  page.metric("tollgate_operations_parked", "gauge", "Operations that wait for a person.")
      .sample(work.payments.parked)
      .metric("tollgate_breaks_open", "gauge", "Differences about money that nobody closed.")
      .sample(work.payments.breaks)
      .metric("tollgate_operation_oldest_seconds", "gauge", "Age of the oldest open operation.")
      .sample(work.payments.oldest_s)
      .metric("tollgate_notifications_waiting", "gauge", "Accepted, and not to be applied yet.")
      .sample(work.notifications.waiting)
      .metric("tollgate_notifications_waiting_oldest_seconds", "gauge", "Age of the oldest.")
      .sample(work.notifications.oldest_waiting_s)
      .metric("tollgate_notifications_given_up", "gauge", "Given up, until a person looks.")
      .sample(work.notifications.given_up)
      .metric("tollgate_open_work_known", "gauge", "0: the last look at the database failed.")
      .sample(work.known ? 1 : 0);
}

void add_process_metrics(MetricsPage& page) {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) { return static_cast<std::uint64_t>(time.tv_sec); };
  page.metric("process_resident_memory_bytes", "gauge", "Resident memory.")
      .sample(resident_bytes())
      .metric("process_cpu_seconds_total", "counter", "User and system time.")
      .sample(seconds(usage.ru_utime) + seconds(usage.ru_stime));
}

}  // namespace tollgate
