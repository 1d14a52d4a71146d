#include "gateway/adapters/webhook/follower.h"

#include <algorithm>

#include "gateway/base/failpoint.h"

namespace tollgate::webhook {

Follower::Follower(FollowerOptions options, EventSource& source, WebhookQueue& queue,
                   std::function<void()> on_deliveries)
    : options_(std::move(options)),
      source_(source),
      queue_(queue),
      on_deliveries_(std::move(on_deliveries)),
      lease_(source, options_.follower, options_.node),
      trouble_("Webhooks are not made of new events. The events wait in the database.",
               "Webhooks are made again."),
      thread_([this] { run(); }) {}

void Follower::stop() {
  stopping_ = true;
  wakeup_.signal();
  if (thread_.joinable()) thread_.join();
}

FollowerStats Follower::stats() const {
  const std::lock_guard lock(stats_mutex_);
  return stats_;
}

void Follower::run() {
  while (!stopping_) {
    const auto began = std::chrono::steady_clock::now();
    if (const Status looked = look_if_mine(); !looked.ok()) {
      trouble_.report(looked.error().message);
      pause(options_.retry_interval);
      continue;
    }
    trouble_.over();
    if (stopping_) break;
    wakeup_.wait(options_.poll_interval);
    // Under load every commit wakes us; one look finds what many commits brought.
    const auto next = began + options_.look_interval;
    if (!stopping_) std::this_thread::sleep_until(next);
  }
  if (const Status saved = save(true); !saved.ok()) trouble_.report(saved.error().message);
  lease_.release();
}

// What another follower has done meanwhile is caught up with in follow_others().
Status Follower::look_if_mine() {
  const auto standing = lease_.keep();
  {
    const std::lock_guard lock(stats_mutex_);
    stats_.leads = lease_.is_mine();
    if (!stats_.leads) stats_.lag = 0;
  }
  if (lease_.trouble()) return *lease_.trouble();
  return standing == FollowerLease::Standing::mine ? look() : ok_status();
}

Status Follower::look() {
  auto heads = source_.stream_heads();
  if (!heads.ok()) return heads.error();
  const auto is_behind = [this](const auto& head) { return cursors_[head.first] < head.second; };
  if (!std::any_of(heads->begin(), heads->end(), is_behind)) return save(false);
  if (auto followed = follow_others(); !followed.ok()) return followed;
  // Asked after the heads: an endpoint that is made later gets only events that are made later.
  auto any = queue_.any_endpoint_enabled();
  if (!any.ok()) return any.error();
  std::uint64_t lag = 0;
  for (const auto& [stream, head] : *heads) {
    auto& cursor = cursors_[stream];
    if (!*any) cursor = std::max(cursor, head);
    lag += head > cursor ? head - cursor : 0;
  }
  for (const auto& [stream, head] : *heads) {
    while (!stopping_ && lease_.certain() && cursors_[stream] < head) {
      const auto before = cursors_[stream];
      auto expanded = expand_some(stream, head);
      if (!expanded.ok()) return expanded.error();
      lag -= std::min(lag, cursors_[stream] - before);
      if (auto saved = save(false); !saved.ok()) return saved;
      const std::lock_guard lock(stats_mutex_);
      stats_.lag = lag;
    }
  }
  {
    const std::lock_guard lock(stats_mutex_);
    stats_.lag = lag;
  }
  return save(false);
}

// Where another gateway's follower is ahead, its work is done: a position is stored only behind
// deliveries that are durable.
Status Follower::follow_others() {
  auto stored = source_.load_cursors(options_.follower);
  if (!stored.ok()) return stored.error();
  for (const auto& [stream, number] : *stored) {
    auto& cursor = cursors_[stream];
    if (number > cursor) cursor = saved_[stream] = number;
  }
  return ok_status();
}

Result<bool> Follower::expand_some(std::uint16_t stream, std::uint64_t head) {
  auto& cursor = cursors_[stream];
  const auto limit = std::min<std::uint64_t>(options_.events_at_once, head - cursor);
  auto events = source_.read_events(stream, cursor, limit);
  if (!events.ok()) return events.error();
  std::uint64_t expected = cursor;
  for (const auto& event : *events)
    if (event.stream != stream || event.number != ++expected) break;
  if (events->empty() || expected != cursor + events->size())
    return Error{ErrorCode::internal,
                 "Event " + std::to_string(expected) + " of stream " + std::to_string(stream) +
                     " is missing though the stream ends at " + std::to_string(head) + "."};
  if (auto expanded = expand(*events); !expanded.ok()) return expanded.error();
  cursor = expected;
  return true;
}

Status Follower::expand(const std::vector<StoredEvent>& events) {
  std::set<MerchantId> merchants;
  for (const auto& event : events) merchants.insert(event.event.merchant_id);
  auto endpoints = queue_.enabled_endpoints(merchants);
  if (!endpoints.ok()) return endpoints.error();
  std::vector<std::pair<const StoredEvent*, const WebhookEndpoint*>> wanted;
  std::set<PaymentId> payments;
  for (const auto& event : events) {
    for (const auto& endpoint : *endpoints) {
      if (!wants(endpoint, event.event)) continue;
      wanted.emplace_back(&event, &endpoint);
      payments.insert(event.event.payment_id);
    }
  }
  if (wanted.empty()) return ok_status();
  auto modes = queue_.modes_of(payments);
  if (!modes.ok()) return modes.error();
  std::vector<WebhookDelivery> deliveries;
  for (const auto& [event, endpoint] : wanted) {
    const auto mode = modes->find(event->event.payment_id);
    if (mode != modes->end() && mode->second == endpoint->mode)
      deliveries.push_back(delivery_of(*event, *endpoint));
  }
  failpoint("webhook_before_expand");
  auto inserted = queue_.insert_deliveries(deliveries);
  failpoint("webhook_after_expand");
  if (!inserted.ok()) return inserted.error();
  {
    const std::lock_guard lock(stats_mutex_);
    stats_.expanded += *inserted;
  }
  if (*inserted > 0) on_deliveries_();
  return ok_status();
}

Status Follower::save(bool at_once) {
  const auto now = std::chrono::steady_clock::now();
  if (cursors_ == saved_ || (!at_once && now - last_save_ < options_.save_interval))
    return ok_status();
  last_save_ = now;
  Status saved = lease_.save(cursors_);
  // Somebody else has taken it over: the next look stands by.
  if (!saved.ok() && saved.error().code == ErrorCode::conflict) return ok_status();
  if (saved.ok()) saved_ = cursors_;
  return saved;
}

void Follower::pause(std::chrono::milliseconds interval) {
  const auto until = std::chrono::steady_clock::now() + interval;
  while (!stopping_) {
    const auto left = until - std::chrono::steady_clock::now();
    if (left <= std::chrono::steady_clock::duration::zero()) return;
    wakeup_.wait(std::chrono::ceil<std::chrono::milliseconds>(left));
  }
}

}  // namespace tollgate::webhook
