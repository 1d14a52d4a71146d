#include "gateway/base/id.h"

#include <cstring>

namespace tollgate {
namespace {

constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr int kTextLength = 26;

int digit_of(char c) {
  if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  const auto at = kAlphabet.find(c);
  return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

}  // namespace

std::string to_base32(const Uuid& uuid) {
  std::string text(kTextLength, '0');
  unsigned buffer = 0;
  int bits = 2;  // two leading zero bits make 130 = 26 * 5
  int out = 0;
  for (const std::uint8_t byte : uuid.bytes) {
    buffer = (buffer << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text[static_cast<std::size_t>(out++)] = kAlphabet[(buffer >> bits) & 31U];
    }
    buffer &= (1U << bits) - 1;
  }
  return text;
}

std::optional<Uuid> uuid_from_base32(std::string_view text) {
  if (text.size() != kTextLength || digit_of(text[0]) > 7) return std::nullopt;
  Uuid uuid;
  unsigned buffer = 0;
  int bits = -2;
  std::size_t out = 0;
  for (const char c : text) {
    const int digit = digit_of(c);
    if (digit < 0) return std::nullopt;
    buffer = (buffer << 5) | static_cast<unsigned>(digit);
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      uuid.bytes[out++] = static_cast<std::uint8_t>(buffer >> bits);
      buffer &= (1U << bits) - 1;
    }
  }
  return uuid;
}

Uuid make_uuid_v7(Timestamp now, Random& random) {
  const std::int64_t micros = unix_micros(now);
  const auto millis = static_cast<std::uint64_t>(micros / 1000);
  // RFC 9562 method 3: the 12 bits after the version hold the fraction of the millisecond.
  const auto fraction = static_cast<std::uint64_t>(micros % 1000) * 4096 / 1000;
  Uuid uuid;
  random.fill(std::span(uuid.bytes).subspan(8));
  for (std::size_t i = 0; i < 6; ++i)
    uuid.bytes[i] = static_cast<std::uint8_t>(millis >> (40 - 8 * i));
  uuid.bytes[6] = static_cast<std::uint8_t>(0x70 | (fraction >> 8));
  uuid.bytes[7] = static_cast<std::uint8_t>(fraction);
  uuid.bytes[8] = static_cast<std::uint8_t>(0x80 | (uuid.bytes[8] & 0x3f));
  return uuid;
}

}  // namespace tollgate

std::size_t std::hash<tollgate::Uuid>::operator()(const tollgate::Uuid& uuid) const noexcept {
  // The last eight bytes are random in UUIDv7: no further mixing is needed.
  std::size_t value = 0;
  std::memcpy(&value, uuid.bytes.data() + 8, sizeof value);
  return value;
}
