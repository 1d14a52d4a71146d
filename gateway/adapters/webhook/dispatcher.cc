#include "gateway/adapters/webhook/dispatcher.h"

#include <algorithm>

#include "gateway/app/cloud_event.h"
#include "gateway/app/webhooks/schedule.h"
#include "gateway/app/webhooks/signature.h"
#include "gateway/base/check.h"
#include "gateway/base/failpoint.h"
#include "gateway/base/log.h"

namespace tollgate::webhook {
namespace {

constexpr std::size_t kEndpointsAtOnce = 256;
constexpr std::size_t kClaimsAtOnce = 128;
constexpr std::size_t kRecordsAtOnce = 64;
constexpr std::size_t kPacesMax = 10'000;  // endpoints that are remembered as slow
constexpr int kGone = 410;

bool is_delivered(int status) { return status >= 200 && status <= 299; }

}  // namespace

Dispatcher::Dispatcher(DispatcherOptions options, WebhookQueue& queue, Clock& clock, Random& random)
    : options_(std::move(options)),
      queue_(queue),
      clock_(clock),
      random_(random),
      trouble_("Webhooks wait: their queue in the database cannot be used.",
               "Webhooks are sent again."),
      sender_(options_.sender) {
  CHECK(options_.lease > options_.sender.timeout && options_.endpoint_in_flight_max >= 1);
  thread_ = std::thread([this] { run(); });
}

void Dispatcher::stop(std::chrono::milliseconds patience) {
  const std::lock_guard lock(stop_mutex_);
  if (!thread_.joinable()) return;
  patience_ = patience;
  stopping_ = true;
  wakeup_.signal();
  thread_.join();
}

DispatcherStats Dispatcher::stats() const {
  const std::lock_guard lock(stats_mutex_);
  return stats_;
}

void Dispatcher::run() {
  bool more = false;
  while (!stopping_) {
    const auto began = std::chrono::steady_clock::now();
    const bool freed = record_finished();
    more = look_for_work() || (more && freed);
    measure_backlog();
    if (stopping_) break;
    wakeup_.wait(more && in_flight_ < options_.in_flight_max ? options_.look_interval
                                                             : options_.poll_interval);
    if (!stopping_) std::this_thread::sleep_until(began + options_.look_interval);
  }
  finish_all();
}

void Dispatcher::finish_all() {
  const auto until = std::chrono::steady_clock::now() + patience_.load();
  for (;;) {
    record_finished();
    const auto left = until - std::chrono::steady_clock::now();
    if (in_flight_ == 0 || left <= std::chrono::steady_clock::duration::zero()) break;
    wakeup_.wait(std::chrono::ceil<std::chrono::milliseconds>(left));
  }
  sender_.stop();  // what is left under way gets an answer that says so
  record_finished();
}

// True when an attempt ended: there is room again.
bool Dispatcher::record_finished() {
  const auto before = in_flight_;
  take_finished();
  while (!unrecorded_.empty()) {
    const auto some = std::span(unrecorded_).first(std::min(kRecordsAtOnce, unrecorded_.size()));
    failpoint("webhook_before_record");
    const Status recorded = queue_.record(some);
    failpoint("webhook_after_record");
    if (!recorded.ok()) {
      trouble_.report(recorded.error().message);
      break;  // kept, and tried again at the next look; nothing new is taken meanwhile
    }
    unrecorded_.erase(unrecorded_.begin(),
                      unrecorded_.begin() + static_cast<std::ptrdiff_t>(some.size()));
  }
  const std::lock_guard lock(stats_mutex_);
  stats_.in_flight = in_flight_;
  return in_flight_ < before;
}

void Dispatcher::take_finished() {
  std::vector<Finished> taken;
  {
    const std::lock_guard lock(finished_mutex_);
    taken.swap(finished_);
  }
  for (const Finished& finished : taken) {
    failpoint("webhook_answered");
    --in_flight_;
    AttemptResult result = judge(finished);
    set_pace(result.endpoint_id, result.delivered);
    count(result, finished);
    unrecorded_.push_back(std::move(result));
  }
}

AttemptResult Dispatcher::judge(const Finished& finished) {
  const WebhookDelivery& delivery = finished.claimed.delivery;
  const Answer& answer = finished.answer;
  AttemptResult result;
  result.delivery_id = delivery.id;
  result.endpoint_id = delivery.endpoint_id;
  result.claim = delivery.claim;
  result.attempt.delivery_id = delivery.id;
  result.attempt.number = delivery.claim;
  result.attempt.started_at = finished.started_at;
  result.attempt.duration_ms = static_cast<std::uint32_t>(
      std::chrono::duration_cast<std::chrono::milliseconds>(answer.duration).count());
  result.attempt.http_status = answer.http_status;
  result.attempt.answer = answer.body;
  result.delivered = is_delivered(answer.http_status);
  if (result.delivered) return result;
  result.attempt.error = answer.error.empty()
                             ? "The endpoint answered " + std::to_string(answer.http_status) + "."
                             : answer.error;
  result.gone = answer.http_status == kGone;
  if (!result.gone)
    result.next_delay = delay_after(delivery.round + 1, answer.retry_after, random_);
  return result;
}

void Dispatcher::count(const AttemptResult& result, const Finished& finished) {
  const std::lock_guard lock(stats_mutex_);
  if (result.delivered)
    ++stats_.delivered;
  else if (result.gone)
    ++stats_.gone;
  else if (result.next_delay)
    ++stats_.failed;
  else
    ++stats_.given_up;
  if (finished.answer.address_refused) ++stats_.address_refused;
}

// Half the room after a failure, one more after a success: many merchants that hang at once hold
// one attempt each, and the others keep the rest.
void Dispatcher::set_pace(WebhookEndpointId endpoint, bool delivered) {
  const auto at = paces_.find(endpoint);
  CHECK(at != paces_.end() && at->second.in_flight > 0);
  Pace& pace = at->second;
  --pace.in_flight;
  pace.room = delivered ? std::min(pace.room + 1, options_.endpoint_in_flight_max)
                        : std::max<std::size_t>(pace.room / 2, 1);
  const bool ordinary = pace.room == options_.endpoint_in_flight_max;
  if (pace.in_flight == 0 && (ordinary || paces_.size() > kPacesMax)) paces_.erase(at);
}

// True when there is more than there was room for.
bool Dispatcher::look_for_work() {
  if (stopping_ || in_flight_ >= options_.in_flight_max || !unrecorded_.empty()) return false;
  std::set<WebhookEndpointId> full;
  for (const auto& [id, pace] : paces_)
    if (pace.in_flight >= pace.room) full.insert(id);
  const auto claimed_at = std::chrono::steady_clock::now();
  auto endpoints = queue_.due_endpoints(full, kEndpointsAtOnce);
  auto claims = endpoints.ok() ? queue_.claim(share_room(*endpoints), options_.lease)
                               : Result<std::vector<ClaimedDelivery>>(endpoints.error());
  if (!claims.ok()) {
    trouble_.report(claims.error().message);
    return false;
  }
  trouble_.over();
  // A process that was stopped for long must not send what is another's by now.
  const auto latest = claimed_at + options_.lease - options_.sender.timeout;
  if (std::chrono::steady_clock::now() >= latest) return true;
  for (auto& claimed : *claims) send(std::move(claimed));
  return !claims->empty();
}

std::vector<EndpointRoom> Dispatcher::share_room(const std::vector<WebhookEndpointId>& endpoints) {
  std::vector<EndpointRoom> rooms;
  std::vector<std::size_t> most;
  for (const auto& id : endpoints) {
    const auto at = paces_.find(id);
    most.push_back(at == paces_.end()
                       ? options_.endpoint_in_flight_max
                       : at->second.room - std::min(at->second.room, at->second.in_flight));
    rooms.push_back({id, 0});
  }
  std::size_t left = std::min(options_.in_flight_max - in_flight_, kClaimsAtOnce);
  for (bool given = true; given && left > 0;) {
    given = false;
    for (std::size_t i = 0; i < rooms.size() && left > 0; ++i) {
      if (rooms[i].room >= most[i]) continue;
      ++rooms[i].room;
      --left;
      given = true;
    }
  }
  return rooms;
}

void Dispatcher::send(ClaimedDelivery claimed) {
  ++in_flight_;
  auto [at, is_new] = paces_.try_emplace(claimed.endpoint.id);
  if (is_new) at->second.room = options_.endpoint_in_flight_max;
  ++at->second.in_flight;
  Finished attempt;
  attempt.started_at = clock_.now();
  auto message = message_for(claimed, attempt.started_at);
  attempt.claimed = std::move(claimed);
  if (!message.ok()) {
    attempt.answer.error = message.error().message;
    return finished(std::move(attempt));
  }
  failpoint("webhook_before_send");
  sender_.submit(std::move(*message), [this, attempt = std::move(attempt)](Answer answer) mutable {
    attempt.answer = std::move(answer);
    finished(std::move(attempt));
  });
}

Result<Message> Dispatcher::message_for(const ClaimedDelivery& claimed, Timestamp now) const {
  std::vector<Secret> secrets;
  for (const auto& sealed : claimed.secrets) {
    if (secrets.size() == kWebhookSecretsMax) break;
    auto secret = options_.open_secret(sealed);
    if (!secret.ok()) return secret.error();
    secrets.push_back(std::move(*secret));
  }
  if (secrets.empty())
    return Error{ErrorCode::not_found, "The endpoint has no secret to sign with. Rotate it."};
  Message message;
  message.url = claimed.endpoint.url;
  message.mode = claimed.endpoint.mode;
  message.body = structured_cloud_event(claimed.event, options_.source);
  const std::string id = claimed.event.id.str();
  const std::int64_t timestamp_s = unix_seconds(now);
  auto signature = webhook_signature(secrets, id, timestamp_s, message.body);
  if (!signature.ok()) return signature.error();
  message.headers = {{"Content-Type", std::string(kStructuredCloudEvent) + "; charset=utf-8"},
                     {"User-Agent", "Tollgate-Webhooks/1"},
                     {"webhook-id", id},
                     {"webhook-timestamp", std::to_string(timestamp_s)},
                     {"webhook-signature", std::move(*signature)}};
  return message;
}

void Dispatcher::finished(Finished finished) {
  {
    const std::lock_guard lock(finished_mutex_);
    finished_.push_back(std::move(finished));
  }
  wakeup_.signal();
}

void Dispatcher::measure_backlog() {
  const auto now = std::chrono::steady_clock::now();
  if (now - last_backlog_ < options_.backlog_interval) return;
  last_backlog_ = now;
  const auto backlog = queue_.backlog();
  if (!backlog.ok()) return trouble_.report(backlog.error().message);
  const std::lock_guard lock(stats_mutex_);
  stats_.backlog = *backlog;
}

}  // namespace tollgate::webhook
