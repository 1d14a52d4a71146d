// Series: the recent past of one feature for one key (one card, one address), in time buckets.
// Not safe for use by two threads at once.
//
// A window is cut into kBucketsPerWindow buckets and what falls into one bucket is kept as one
// entry, so a series is small and its cost does not grow with traffic:
//
//        oldest live                                newest
//   |.......|#######|#######|  …  |#######|###....|
//     gone   <------- window, up to one bucket more ->  now
//
// An attempt counts for the whole window and for at most one bucket (1/60 of it) longer: a
// limit may hold slightly too long, never too short.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace tollgate::risk {

using BucketNumber = std::int64_t;  // time since 1970 divided by the bucket's width

inline constexpr BucketNumber kBucketsPerWindow = 60;
// Members that a `distinct` series tells apart; beyond it the value stays at this number.
inline constexpr std::size_t kMembersMax = 256;

class Series {
 public:
  // For count and sum. Both saturate at Money::kMinorMax. Attempts may come in any order: those of
  // another node come late, and after a start the past comes after the present.
  void add(BucketNumber bucket, std::int64_t amount);
  // For distinct: remembers when the member was last seen.
  void see(BucketNumber bucket, std::uint64_t member);

  // Over the buckets that are live when `now` is the current one.
  std::int64_t total(BucketNumber now) const;
  std::int64_t members(BucketNumber now) const;

  // Memory held beyond the object itself.
  std::size_t heap_bytes() const { return entries_.capacity() * sizeof(Entry); }

 private:
  struct Entry {
    BucketNumber bucket;
    std::int64_t value;  // an amount, or a member's hash
  };

  using Entries = std::vector<Entry>;

  void drop_expired(BucketNumber now);
  // Drops what the bucket, or a newer one, makes too old; gives the newest bucket.
  BucketNumber advance(BucketNumber bucket);
  Entries::iterator first_after(BucketNumber bucket);

  Entries entries_;  // by bucket, oldest first
};

}  // namespace tollgate::risk
