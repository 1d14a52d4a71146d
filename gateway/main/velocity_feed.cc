#include "gateway/main/velocity_feed.h"

#include <algorithm>

#include "gateway/base/log.h"

namespace tollgate {
namespace {

constexpr std::size_t kPage = 1000;
constexpr std::uint64_t kRefillMax = 200'000;  // about what the limits on keys could hold anyway
constexpr std::chrono::milliseconds kLook{250};
constexpr std::chrono::milliseconds kLookAgain{1000};  // after an error
// An attempt may be committed this long after its id was made, and so be in both readings.
constexpr std::chrono::minutes kYoung{1};

}  // namespace

void VelocityFeed::start() {
  thread_ = std::thread([this] { run(); });
}

void VelocityFeed::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

bool VelocityFeed::wait(std::chrono::milliseconds duration) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, duration, [this] { return stopping_; });
}

void VelocityFeed::run() {
  bool begun = false;
  bool warned = false;
  for (auto pause = std::chrono::milliseconds(0); !wait(pause);) {
    Status done = ok_status();
    if (!begun) {
      done = begin();
      begun = done.ok();
    } else {
      done = refill_done_ ? follow() : refill();
    }
    if (!done.ok() && !warned)
      log_warning("velocity features do not learn of attempts elsewhere until this is over",
                  {{"why", done.error().message}});
    warned = !done.ok();
    const auto next = refill_done_ ? kLook : std::chrono::milliseconds(0);
    pause = done.ok() ? next : kLookAgain;
  }
}

// The streams are looked at before the past is read: what begins between the two is in both, and
// `young_` tells.
Status VelocityFeed::begin() {
  auto streams = reader_.streams();
  if (!streams.ok()) return streams.error();
  for (const auto& stream : *streams) cursors_[stream.stream] = stream.head;
  begun_at_ = clock_.now();
  refill_before_ = PaymentId::make(begun_at_, random_);
  return ok_status();
}

// One page.
Status VelocityFeed::refill() {
  const Timestamp oldest = begun_at_ - longest_window();
  auto page = reader_.before(refill_before_, kPage);
  if (!page.ok()) return page.error();
  bool whole = page->size() < kPage;
  for (const auto& attempt : *page) {
    if (attempt.created_at < oldest || refilled_ == kRefillMax) {
      whole = true;
      break;
    }
    engine_.record(attempt);
    ++refilled_;
    if (attempt.created_at > begun_at_ - kYoung) young_.insert(attempt.payment_id);
  }
  if (!page->empty()) {
    const auto last = PaymentId::parse(page->back().payment_id);
    CHECK(last);
    refill_before_ = *last;
  }
  if (whole) {
    refill_done_ = true;
    log_info("velocity features have their past again", {{"attempts", refilled_.load()}});
  }
  return ok_status();
}

Status VelocityFeed::follow() {
  auto streams = reader_.streams();
  if (!streams.ok()) return streams.error();
  for (const auto& [stream, head, own] : *streams) {
    std::uint64_t& cursor = cursors_[stream];
    if (own) cursor = head;  // decided here, and counted then
    while (cursor < head) {
      const std::uint64_t up_to = std::min<std::uint64_t>(cursor + kPage, head);
      auto attempts = reader_.begun(stream, cursor, up_to);
      if (!attempts.ok()) return attempts.error();
      for (const auto& attempt : *attempts) {
        if (young_.erase(attempt.payment_id) > 0) continue;
        engine_.record(attempt);
        ++fed_;
      }
      cursor = up_to;
    }
  }
  return ok_status();
}

std::chrono::seconds VelocityFeed::longest_window() const {
  std::chrono::seconds longest{0};
  for (const auto& feature : engine_.bundle()->declarations().features)
    longest = std::max(longest, feature.window);
  return longest;
}

}  // namespace tollgate
