#include "gateway/risk/velocity.h"

#include <cstring>

namespace tollgate::risk {
namespace {

std::uint64_t first_bytes(const Digest16& digest) {
  std::uint64_t bytes = 0;
  std::memcpy(&bytes, digest.data(), sizeof bytes);
  return bytes;
}

BucketNumber bucket_of(const Feature& feature, Timestamp time) {
  return unix_seconds(time) / (feature.window.count() / kBucketsPerWindow);
}

const std::optional<Digest16>& key_by(const Sample& sample, Dimension dimension) {
  return sample.keys[static_cast<std::size_t>(dimension)];
}

// Whether the sample has what the feature counts.
bool counts(const Feature& feature, const Sample& sample) {
  return key_by(sample, feature.by) &&
         (feature.kind != FeatureKind::distinct || key_by(sample, feature.counted));
}

void add_to(Series& series, const Feature& feature, const Sample& sample) {
  const BucketNumber bucket = bucket_of(feature, sample.time);
  switch (feature.kind) {
    case FeatureKind::unknown:
      break;
    case FeatureKind::count:
      series.add(bucket, 1);
      break;
    case FeatureKind::sum:
      series.add(bucket, sample.amount.minor());
      break;
    case FeatureKind::distinct:
      series.see(bucket, first_bytes(*key_by(sample, feature.counted)));
      break;
  }
}

std::int64_t value_of(const Series& series, const Feature& feature, const Sample& sample) {
  const BucketNumber bucket = bucket_of(feature, sample.time);
  return feature.kind == FeatureKind::distinct ? series.members(bucket) : series.total(bucket);
}

}  // namespace

std::size_t Velocity::KeyHash::operator()(const Key& key) const noexcept {
  // The digest is already uniform; an odd constant spreads the few definitions and currencies.
  return first_bytes(key.value) ^ (key.history_id + key.currency) * 0x9e3779b97f4a7c15U;
}

Velocity::Key Velocity::key_of(const Feature& feature, const Sample& sample) {
  const std::uint64_t currency =
      feature.kind == FeatureKind::sum ? sample.amount.currency().numeric() : 0;
  return {*key_by(sample, feature.by), feature.history_id(), currency};
}

// A list node has two links; a map node a link, a stored hash and its share of the table.
std::size_t Velocity::node_bytes() {
  return sizeof(Node) + 2 * sizeof(void*) + sizeof(Key) + sizeof(Nodes::iterator) +
         3 * sizeof(void*);
}

Series& Velocity::touch(const Key& key) {
  const auto [place, is_new] = index_.try_emplace(key);
  if (is_new) {
    nodes_.push_front({key, {}});
    place->second = nodes_.begin();
    bytes_ += node_bytes();
  } else {
    nodes_.splice(nodes_.begin(), nodes_, place->second);
  }
  return place->second->series;
}

void Velocity::evict_to_limits() {
  while (nodes_.size() > 1 && (nodes_.size() > limits_.keys_max || bytes_ > limits_.bytes_max)) {
    bytes_ -= node_bytes() + nodes_.back().series.heap_bytes();
    index_.erase(nodes_.back().key);
    nodes_.pop_back();
    ++evicted_;
  }
}

void Velocity::record(std::span<const Feature> features, const Sample& sample) {
  record_and_read(features, sample);
}

std::vector<std::int64_t> Velocity::read(std::span<const Feature> features,
                                         const Sample& sample) const {
  std::vector<std::int64_t> values(features.size(), 0);
  for (std::size_t i = 0; i < features.size(); ++i) {
    if (!key_by(sample, features[i].by)) continue;
    const auto place = index_.find(key_of(features[i], sample));
    if (place != index_.end()) values[i] = value_of(place->second->series, features[i], sample);
  }
  return values;
}

std::vector<std::int64_t> Velocity::record_and_read(std::span<const Feature> features,
                                                    const Sample& sample) {
  std::vector<std::int64_t> values(features.size(), 0);
  for (std::size_t i = 0; i < features.size(); ++i) {
    if (!counts(features[i], sample)) continue;
    Series& series = touch(key_of(features[i], sample));
    bytes_ -= series.heap_bytes();
    add_to(series, features[i], sample);
    bytes_ += series.heap_bytes();
    values[i] = value_of(series, features[i], sample);
    evict_to_limits();
  }
  return values;
}

}  // namespace tollgate::risk
