#include "gateway/base/secret.h"

#include <openssl/crypto.h>

namespace tollgate {

void wipe(void* data, std::size_t size) { OPENSSL_cleanse(data, size); }

Secret& Secret::operator=(const Secret& other) {
  if (this != &other) {
    clear();
    bytes_ = other.bytes_;
  }
  return *this;
}

Secret& Secret::operator=(Secret&& other) noexcept {
  if (this != &other) {
    clear();
    bytes_ = std::move(other.bytes_);
    other.clear();
  }
  return *this;
}

void Secret::clear() {
  // A moved-from short string still holds its characters: wipe the capacity, not the size.
  bytes_.resize(bytes_.capacity());
  wipe(bytes_.data(), bytes_.size());
  bytes_.clear();
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

bool operator==(const Secret& a, const Secret& b) {
  return equal_in_constant_time(a.reveal(), b.reveal());
}

}  // namespace tollgate
