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

BucketNumber Series::advance(BucketNumber bucket) {
  const BucketNumber newest = entries_.empty() ? bucket : std::max(bucket, entries_.back().bucket);
  drop_expired(newest);
  return newest;
}

// From behind: what comes late comes only a little late, but for a refill.
Series::Entries::iterator Series::first_after(BucketNumber bucket) {
  return std::find_if(entries_.rbegin(), entries_.rend(),
                      [&](const Entry& entry) { return entry.bucket <= bucket; })
      .base();
}

void Series::add(BucketNumber bucket, std::int64_t amount) {
  amount = std::clamp(amount, std::int64_t{0}, Money::kMinorMax);
  if (!is_live(bucket, advance(bucket))) return;
  const auto after = first_after(bucket);
  if (after != entries_.begin() && std::prev(after)->bucket == bucket) {
    std::prev(after)->value = saturating_sum(std::prev(after)->value, amount);
  } else {
    entries_.insert(after, {bucket, amount});
  }
}

void Series::see(BucketNumber bucket, std::uint64_t member) {
  if (!is_live(bucket, advance(bucket))) return;
  const auto value = static_cast<std::int64_t>(member);
  const auto known = std::find_if(entries_.begin(), entries_.end(),
                                  [&](const Entry& entry) { return entry.value == value; });
  if (known != entries_.end()) {
    if (known->bucket >= bucket) return;
    entries_.erase(known);
  } else if (entries_.size() == kMembersMax) {
    if (entries_.front().bucket > bucket) return;
    entries_.erase(entries_.begin());
  }
  entries_.insert(first_after(bucket), {bucket, value});
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
