#include "gateway/app/routing/outcome_window.h"

#include "gateway/base/check.h"

namespace tollgate {

OutcomeWindow::OutcomeWindow(Duration span)
    : slice_micros_(span.count() / static_cast<std::int64_t>(slices_.size())) {
  CHECK(slice_micros_ > 0);
}

std::int64_t OutcomeWindow::number_of(Timestamp now) const {
  return unix_micros(now) / slice_micros_;
}

void OutcomeWindow::add(bool good, Timestamp now) {
  const std::int64_t number = number_of(now);
  Slice& slice = slices_[static_cast<std::size_t>(number) % slices_.size()];
  if (slice.number != number) slice = Slice{number, {}};
  ++(good ? slice.counts.good : slice.counts.bad);
}

OutcomeWindow::Counts OutcomeWindow::counts(Timestamp now) const {
  const std::int64_t newest = number_of(now);
  const std::int64_t oldest = newest - static_cast<std::int64_t>(slices_.size()) + 1;
  Counts sum;
  for (const auto& slice : slices_) {
    if (slice.number < oldest || slice.number > newest) continue;
    sum.good += slice.counts.good;
    sum.bad += slice.counts.bad;
  }
  return sum;
}

void OutcomeWindow::clear() { slices_.fill({}); }

}  // namespace tollgate
