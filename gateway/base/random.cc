#include "gateway/base/random.h"

#include <openssl/evp.h>
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

// Not RAND_bytes: for each call it takes a lock of the whole process as a writer (OpenSSL 3.0), and
// a payment takes about ten numbers. Whoever waits for that lock spins while its owner is preempted
// between two instructions of pthread_rwlock_wrlock; a thread that runs first (realtime_edge) may
// be what preempted it. The generator below is the one RAND_bytes would ask: the thread's own,
// seeded from the kernel's, reseeded after a fork.
void SystemRandom::fill(std::span<std::uint8_t> bytes) {
  thread_local EVP_RAND_CTX* const generator = RAND_get0_public(nullptr);
  CHECK(generator != nullptr &&
        EVP_RAND_generate(generator, bytes.data(), bytes.size(), 0, 0, nullptr, 0) == 1);
}

}  // namespace tollgate
