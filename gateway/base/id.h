// Ids: UUIDv7 inside (16 bytes, sortable by time), a prefix and 26 characters of Crockford
// base32 outside ("pay_01JD…"). Id<Payment> does not convert to Id<Refund>.
#pragma once

#include <endian.h>

#include <array>
#include <compare>
#include <cstdint>
#include <cstring>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/base/clock.h"
#include "gateway/base/random.h"

namespace tollgate {

struct Uuid {
  std::array<std::uint8_t, 16> bytes{};
  // As the bytes' own order, in two comparisons: ids are the keys of most tables and maps.
  std::strong_ordering operator<=>(const Uuid& other) const {
    const auto first = half(0) <=> other.half(0);
    return first != 0 ? first : half(8) <=> other.half(8);
  }
  bool operator==(const Uuid&) const = default;
  bool is_nil() const { return *this == Uuid{}; }

 private:
  std::uint64_t half(std::size_t from) const {
    std::uint64_t big_endian = 0;
    std::memcpy(&big_endian, bytes.data() + from, sizeof big_endian);
    return be64toh(big_endian);
  }
};

// 26 characters: two zero bits, then the 128 bits, most significant first.
std::string to_base32(const Uuid& uuid);
// Exactly 26 characters, either case, no look-alikes, no overflow; otherwise nothing.
std::optional<Uuid> uuid_from_base32(std::string_view text);
// Time in milliseconds, then a fraction of the millisecond, then 62 random bits (RFC 9562).
Uuid make_uuid_v7(Timestamp now, Random& random);

// Tag is any type with a static constexpr std::string_view kPrefix ("pay").
template <class Tag>
class Id {
 public:
  Id() = default;
  explicit Id(const Uuid& uuid) : uuid_(uuid) {}

  static Id make(Timestamp now, Random& random) { return Id(make_uuid_v7(now, random)); }
  static std::optional<Id> parse(std::string_view text) {
    const auto prefix = Tag::kPrefix;
    if (text.size() != prefix.size() + 27 || !text.starts_with(prefix) ||
        text[prefix.size()] != '_')
      return std::nullopt;
    const auto uuid = uuid_from_base32(text.substr(prefix.size() + 1));
    if (!uuid) return std::nullopt;
    return Id(*uuid);
  }

  const Uuid& uuid() const { return uuid_; }
  bool is_nil() const { return uuid_.is_nil(); }
  std::string str() const { return std::string(Tag::kPrefix) + "_" + to_base32(uuid_); }
  auto operator<=>(const Id&) const = default;

 private:
  Uuid uuid_;
};

}  // namespace tollgate

template <>
struct std::hash<tollgate::Uuid> {
  std::size_t operator()(const tollgate::Uuid& uuid) const noexcept;
};
template <class Tag>
struct std::hash<tollgate::Id<Tag>> {
  std::size_t operator()(const tollgate::Id<Tag>& id) const noexcept {
    return std::hash<tollgate::Uuid>()(id.uuid());
  }
};
