#include "gateway/adapters/kafka/kafka_relay.h"

#include <algorithm>
#include <utility>

#include "gateway/adapters/kafka/producer.h"
#include "gateway/base/failpoint.h"
#include "gateway/base/log.h"

namespace tollgate {
namespace {

// Events handed over before confirmations are served again.
constexpr int kHandOverAtOnce = 500;
constexpr std::chrono::seconds kMeasurementInterval(1);

}  // namespace

KafkaRelay::KafkaRelay(KafkaOptions options, EventSource& source)
    : options_(std::move(options)),
      source_(source),
      lease_(source, options_.follower, options_.node, options_.lease),
      reader_(source, options_.window_events),
      broker_trouble_("Kafka takes no events. They wait in the database; payments go on.",
                      "Kafka takes events again."),
      source_trouble_("The relay cannot read events or store its position. It keeps trying.",
                      "The relay reads events again.") {}

Result<std::unique_ptr<KafkaRelay>> KafkaRelay::start(KafkaOptions options, EventSource& source) {
  if (options.in_flight_max < 1 || options.window_events < 1)
    return Error{ErrorCode::invalid_argument,
                 "Kafka's in_flight_max and window_events must be at least 1.",
                 "Correct the configuration's Kafka section."};
  std::unique_ptr<KafkaRelay> relay(new KafkaRelay(std::move(options), source));
  if (auto opened = relay->open_producer(); !opened.ok()) return std::move(opened).error();
  relay->thread_ = std::thread([self = relay.get()] { self->run(); });
  return relay;
}

KafkaRelay::~KafkaRelay() { stop(std::chrono::milliseconds(0)); }

void KafkaRelay::stop(std::chrono::milliseconds flush_timeout) {
  const std::lock_guard lock(stop_mutex_);
  if (!thread_.joinable()) return;
  flush_timeout_ = flush_timeout;
  stopping_ = true;
  wakeup_.signal();
  thread_.join();
}

KafkaRelayStats KafkaRelay::stats() const {
  const std::lock_guard lock(stats_mutex_);
  return stats_;
}

Status KafkaRelay::open_producer() {
  ProducerCallbacks callbacks;
  callbacks.confirmed = [this](std::uint16_t stream, std::uint64_t number) {
    failpoint("relay_delivered");
    tracker_.confirmed(stream, number);
    broker_trouble_.over();
    const std::lock_guard lock(stats_mutex_);
    ++stats_.delivered;
  };
  callbacks.unreachable = [this](const std::string& reason) {
    broker_trouble_.report(reason);
    remember_error(reason);
  };
  callbacks.broken = [this](const std::string& reason) {
    if (!broken_) broken_ = reason;  // those that follow are its consequences
  };
  auto producer = Producer::create(options_, wakeup_.fd(), std::move(callbacks));
  if (!producer.ok()) return std::move(producer).error();
  producer_ = std::move(producer).value();
  return ok_status();
}

void KafkaRelay::run() {
  while (!stopping_) {
    run_once();
    measure_lag();
    publish_stats();
    if (const auto timeout = time_to_wait(); !stopping_ && timeout.count() > 0)
      wakeup_.wait(timeout);
    keep_pace();
  }
  finish();
  last_measurement_ = {};
  measure_lag();
  publish_stats();
}

// Under load every commit wakes us, hundreds of times a second, and each look is a query: a look
// every few milliseconds finds the same events with a fraction of the database's time.
void KafkaRelay::keep_pace() {
  const auto next = last_look_ + options_.look_interval;
  if (!stopping_ && caught_up_) std::this_thread::sleep_until(next);
  last_look_ = std::chrono::steady_clock::now();
}

void KafkaRelay::run_once() {
  caught_up_ = true;
  const auto standing = lease_.keep();
  if (lease_.trouble()) source_failed(*lease_.trouble());
  if (standing == FollowerLease::Standing::other) return stand_by();
  if (!position_loaded_ && !load_position()) return pause();
  hand_over();
  producer_->serve();
  if (broken_) return begin_again();
  if (std::chrono::steady_clock::now() - last_save_ >= options_.save_interval) save_position();
}

// Somebody else is at work, or will be. What is on its way cannot be called back; what is not yet
// sent is dropped with the producer, and the heir sends it.
void KafkaRelay::stand_by() {
  if (!position_loaded_) return;
  position_loaded_ = false;
  producer_.reset();
  broken_.reset();
  refused_.reset();
  tracker_ = DeliveryTracker();
  saved_.clear();
  const std::lock_guard lock(stats_mutex_);
  stats_.lag.clear();
}

bool KafkaRelay::load_position() {
  if (producer_ == nullptr) {
    if (auto opened = open_producer(); !opened.ok()) {
      broker_trouble_.report(opened.error().message);
      return false;
    }
  }
  auto cursors = source_.load_cursors(options_.follower);
  if (!cursors.ok()) {
    source_failed(cursors.error());
    return false;
  }
  saved_ = *cursors;
  tracker_ = DeliveryTracker(*cursors);
  reader_.reset(*cursors);
  position_loaded_ = true;
  return true;
}

// Sets caught_up_ to false when there is more to do than one call does.
void KafkaRelay::hand_over() {
  for (int count = 0; count < kHandOverAtOnce; ++count) {
    // Full: a confirmation will wake the thread.
    if (tracker_.open_events() >= options_.in_flight_max || !lease_.certain()) return;
    if (!refused_) {
      auto next = reader_.next();
      if (!next.ok()) return source_failed(next.error());
      source_trouble_.over();
      if (!*next) return;
      refused_ = std::move(*next);
    }
    failpoint("relay_before_produce");
    if (!producer_->produce(*refused_)) return;
    failpoint("relay_after_produce");
    tracker_.handed_over(refused_->stream, refused_->number);
    refused_.reset();
  }
  caught_up_ = false;
}

// The client library has given up an event. Everything behind the confirmed prefix is read and
// handed over again, by a new producer: the gapless guarantee let nothing overtake the lost one.
void KafkaRelay::begin_again() {
  broker_trouble_.report(*broken_);
  remember_error(*broken_);
  broken_.reset();
  producer_.reset();
  {
    const std::lock_guard lock(stats_mutex_);
    stats_.repeated += tracker_.open_events();
  }
  refused_.reset();
  tracker_ = DeliveryTracker(tracker_.cursors());
  reader_.reset(tracker_.cursors());
  pause();
  // The same options were accepted before: only exhausted resources can refuse them now.
  for (auto opened = open_producer(); !opened.ok() && !stopping_; opened = open_producer()) {
    broker_trouble_.report(opened.error().message);
    pause();
  }
}

void KafkaRelay::save_position() {
  if (!position_loaded_ || tracker_.cursors() == saved_) return;
  last_save_ = std::chrono::steady_clock::now();
  failpoint("relay_before_save");
  if (auto saved = lease_.save(tracker_.cursors()); !saved.ok()) {
    if (saved.error().code != ErrorCode::conflict) source_failed(saved.error());
    return;  // on a conflict the next round stands by
  }
  saved_ = tracker_.cursors();
  failpoint("relay_after_save");
}

void KafkaRelay::finish() {
  if (producer_) {
    const auto timeout = flush_timeout_.load();
    if (timeout.count() > 0) producer_->flush(timeout);
    producer_->serve();
    producer_.reset();
  }
  save_position();
  lease_.release();
}

// Waits for the retry interval, or for the end; notifications do not shorten it.
void KafkaRelay::pause() {
  const auto until = std::chrono::steady_clock::now() + options_.retry_interval;
  while (!stopping_) {
    const auto left = until - std::chrono::steady_clock::now();
    if (left <= std::chrono::steady_clock::duration::zero()) return;
    wakeup_.wait(std::chrono::ceil<std::chrono::milliseconds>(left));
  }
}

std::chrono::milliseconds KafkaRelay::time_to_wait() const {
  if (!caught_up_) return std::chrono::milliseconds(0);
  auto timeout = options_.poll_interval;
  if (tracker_.cursors() != saved_) {
    const auto due = last_save_ + options_.save_interval - std::chrono::steady_clock::now();
    timeout = std::min(timeout, std::chrono::ceil<std::chrono::milliseconds>(due));
  }
  return std::max(timeout, std::chrono::milliseconds(1));
}

void KafkaRelay::source_failed(const Error& error) {
  source_trouble_.report(error.message);
  remember_error(error.message);
}

void KafkaRelay::remember_error(const std::string& reason) {
  const std::lock_guard lock(stats_mutex_);
  stats_.last_error = reason;
}

// Asks the source itself: during an outage nothing is read, and that is when the lag matters.
void KafkaRelay::measure_lag() {
  const auto now = std::chrono::steady_clock::now();
  if (!position_loaded_ || now - last_measurement_ < kMeasurementInterval) return;
  last_measurement_ = now;
  const auto heads = source_.stream_heads();
  if (!heads.ok()) return source_failed(heads.error());
  StreamCursors lag;
  for (const auto& [stream, head] : *heads) {
    const auto confirmed = tracker_.cursor_of(stream);
    lag[stream] = head > confirmed ? head - confirmed : 0;
  }
  const std::lock_guard lock(stats_mutex_);
  stats_.lag = std::move(lag);
}

void KafkaRelay::publish_stats() {
  const std::lock_guard lock(stats_mutex_);
  stats_.in_flight = tracker_.open_events();
  stats_.leads = lease_.is_mine();
  stats_.broker_reachable = !broker_trouble_.in_trouble();
}

}  // namespace tollgate
