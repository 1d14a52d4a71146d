#include "tests/simulation/bus.h"

#include "gateway/base/check.h"

namespace tollgate::simulation {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::string_view kFollower = "kafka";

}  // namespace

Task<void> Relay::run() {
  // One relay runs at a time here; a new process takes the follower from the one that died.
  auto claimed = shared_.claim_follower(kFollower, "relay", seconds(5));
  CHECK(claimed.ok() && claimed->has_value());
  held_follower_ = **claimed;
  cursors_ = *shared_.load_cursors(kFollower);
  reader_.reset(cursors_);
  for (;;) {
    auto next = reader_.next();
    CHECK(next.ok());  // the store's streams are dense, or it is broken
    if (!next->has_value()) {
      co_await bell_.wait();
      continue;
    }
    const StoredEvent stored = std::move(**next);
    co_await send(stored);
  }
}

Task<void> Relay::send(const StoredEvent& stored) {
  Places::Mark mark(places_, Place::relay_sending);
  for (bool again = false;; again = true) {
    co_await stage_.scheduler.yield(owner_);
    if (stage_.strikes(Fault::bus_away, stage_.mix.bus_fails / 2)) {
      co_await stage_.scheduler.sleep(owner_, stage_.between(seconds(1), seconds(600)));
      continue;
    }
    if (!stage_.strikes(Fault::bus_lost, stage_.mix.bus_fails)) {
      append(stored.event, again);
      if (!stage_.strikes(Fault::bus_confirmation_lost, stage_.mix.bus_fails)) break;
    }
    co_await stage_.scheduler.sleep(owner_, milliseconds(1000));
  }
  mark.move_to(Place::relay_confirmed);
  co_await stage_.scheduler.yield(owner_);
  cursors_[stored.stream] = stored.number;
  if (stage_.random.one_in(1, 2)) (void)shared_.save_cursors(held_follower_, cursors_);
}

void Relay::append(const Event& event, bool again) {
  Message message{event.id, event.payment_id, event.version, event.type};
  if (again && stage_.has(Defect::rename_on_resend))
    message.id = EventId::make(stage_.clock.now(), stage_.random);
  if (stage_.has(Defect::overtake_on_bus) && !held_ && stage_.random.one_in(1, 4)) {
    held_ = std::move(message);
    return;
  }
  stage_.scheduler.trace(message.version);
  topic_.push_back(std::move(message));
  if (held_) topic_.push_back(*std::exchange(held_, std::nullopt));
}

}  // namespace tollgate::simulation
