#include "gateway/base/random.h"

#include <openssl/rand.h>

#include <cstring>

#include "gateway/base/check.h"

namespace tollgate {

std::uint64_t Random::next() {
  std::uint8_t bytes[sizeof(std::uint64_t)];
  fill(bytes);
  std::uint64_t value = 0;
  std::memcpy(&value, bytes, sizeof value);
  return value;
}

void SystemRandom::fill(std::span<std::uint8_t> bytes) {
  // OpenSSL's generator is per thread, seeded from getrandom and reseeded after a fork.
  CHECK(RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) == 1);
}

}  // namespace tollgate
