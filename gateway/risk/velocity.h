// Velocity: the recent past of every declared feature, in memory, under hard limits on keys and
// bytes. The least recently used series is forgotten first, and counted. An update costs one
// hash look-up and at most kBucketsPerWindow (count, sum) or kMembersMax (distinct) steps.
//
// Not safe for use by two threads at once; the caller locks around each call. record_and_read is
// one call so that two attempts decided at the same time count each other whatever their order.
#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <span>
#include <unordered_map>
#include <vector>

#include "gateway/risk/feature.h"
#include "gateway/risk/series.h"

namespace tollgate::risk {

struct VelocityLimits {
  std::size_t keys_max = 65'536;                  // series: one for each feature and key
  std::size_t bytes_max = std::size_t{16} << 20;  // of series, their buckets and the index
};

class Velocity {
 public:
  explicit Velocity(VelocityLimits limits = {}) : limits_(limits) {}

  // Counts the attempt in every feature whose key is known of it.
  void record(std::span<const Feature> features, const Sample& sample);
  // One value for each feature, at the sample's time, of what was recorded before; 0 where the
  // key is unknown or was forgotten. Does not count the sample.
  std::vector<std::int64_t> read(std::span<const Feature> features, const Sample& sample) const;
  // Counts the attempt first, so that the values include it.
  std::vector<std::int64_t> record_and_read(std::span<const Feature> features,
                                            const Sample& sample);

  std::size_t keys() const { return index_.size(); }
  std::size_t bytes() const { return bytes_; }
  std::uint64_t evicted() const { return evicted_; }

 private:
  struct Key {
    Digest16 value;
    std::uint64_t history_id;
    std::uint64_t currency;  // ISO number for sums, which never mix currencies; otherwise 0
    bool operator==(const Key&) const = default;
  };
  struct KeyHash {
    std::size_t operator()(const Key& key) const noexcept;
  };
  struct Node {
    Key key;
    Series series;
  };
  using Nodes = std::list<Node>;  // most recently used first

  static std::size_t node_bytes();
  static Key key_of(const Feature& feature, const Sample& sample);
  Series& touch(const Key& key);
  void evict_to_limits();

  VelocityLimits limits_;
  Nodes nodes_;
  std::unordered_map<Key, Nodes::iterator, KeyHash> index_;
  std::size_t bytes_ = 0;
  std::uint64_t evicted_ = 0;
};

}  // namespace tollgate::risk
