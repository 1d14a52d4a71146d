#include "gateway/adapters/kafka/delivery_tracker.h"

#include "gateway/base/check.h"

namespace tollgate {

std::uint64_t DeliveryTracker::cursor_of(std::uint16_t stream) const {
  const auto found = cursors_.find(stream);
  return found == cursors_.end() ? 0 : found->second;
}

void DeliveryTracker::handed_over(std::uint16_t stream, std::uint64_t number) {
  auto& open = open_[stream];
  CHECK(number == cursor_of(stream) + open.size() + 1);
  open.push_back(false);
  ++open_events_;
}

void DeliveryTracker::confirmed(std::uint16_t stream, std::uint64_t number) {
  auto& open = open_[stream];
  auto cursor = cursor_of(stream);
  CHECK(number > cursor && number <= cursor + open.size());
  open[number - cursor - 1] = true;
  while (!open.empty() && open.front()) {
    open.pop_front();
    cursors_[stream] = ++cursor;
    --open_events_;
  }
}

}  // namespace tollgate
