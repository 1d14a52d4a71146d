#include "gateway/risk/series.h"

#include <algorithm>

#include "gateway/base/money.h"

namespace tollgate::risk {
namespace {

// Amounts and sums are both within [0, kMinorMax], so the addition itself cannot overflow.
std::int64_t saturating_sum(std::int64_t a, std::int64_t b) {
  return std::min(a + b, Money::kMinorMax);
}

bool is_live(BucketNumber bucket, BucketNumber now) { return bucket >= now - kBucketsPerWindow; }

}  // namespace

void Series::drop_expired(BucketNumber now) {
  const auto live = std::find_if(entries_.begin(), entries_.end(),
                                 [&](const Entry& entry) { return is_live(entry.bucket, now); });
  entries_.erase(entries_.begin(), live);
}

void Series::add(BucketNumber bucket, std::int64_t amount) {
  amount = std::clamp(amount, std::int64_t{0}, Money::kMinorMax);
  drop_expired(bucket);
  if (!entries_.empty() && entries_.back().bucket >= bucket) {
    entries_.back().value = saturating_sum(entries_.back().value, amount);
  } else {
    entries_.push_back({bucket, amount});
  }
}

void Series::see(BucketNumber bucket, std::uint64_t member) {
  drop_expired(bucket);
  const auto value = static_cast<std::int64_t>(member);
  if (!entries_.empty()) bucket = std::max(bucket, entries_.back().bucket);
  const auto known = std::find_if(entries_.begin(), entries_.end(),
                                  [&](const Entry& entry) { return entry.value == value; });
  if (known != entries_.end()) {
    entries_.erase(known);  // moves to the end: entries stay in the order of their buckets
  } else if (entries_.size() == kMembersMax) {
    entries_.erase(entries_.begin());
  }
  entries_.push_back({bucket, value});
}

std::int64_t Series::total(BucketNumber now) const {
  std::int64_t sum = 0;
  for (const auto& entry : entries_)
    if (is_live(entry.bucket, now)) sum = saturating_sum(sum, entry.value);
  return sum;
}

std::int64_t Series::members(BucketNumber now) const {
  return std::count_if(entries_.begin(), entries_.end(),
                       [&](const Entry& entry) { return is_live(entry.bucket, now); });
}

}  // namespace tollgate::risk
