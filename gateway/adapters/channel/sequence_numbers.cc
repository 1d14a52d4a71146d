#include "gateway/adapters/channel/sequence_numbers.h"

namespace tollgate::channel {

bool SequenceNumbers::must_change(SteadyTime now) const {
  return current_.end == 0 || next_ == end_ || now >= current_.given + kUsableFor;
}

std::uint64_t SequenceNumbers::next(SteadyTime now) {
  const std::lock_guard lock(mutex_);
  if (following_.end != 0 && must_change(now)) {
    current_ = following_;
    following_ = {};
    next_ = current_.first;
    end_ = current_.end;
  }
  if (next_ == end_) next_ = current_.first;
  return next_++;
}

bool SequenceNumbers::wants_block(SteadyTime now) const {
  const std::lock_guard lock(mutex_);
  if (following_.end != 0) return now >= following_.given + kFreshFor;
  return current_.end == 0 || end_ - next_ <= kBlockNumbers / 2 ||
         now >= current_.given + kFreshFor;
}

void SequenceNumbers::give(std::uint64_t first, std::uint64_t count, SteadyTime now) {
  const std::lock_guard lock(mutex_);
  following_ = {first, first + count, now};
}

}  // namespace tollgate::channel
