#include "plugins/crossborder/uetr.h"

#include <openssl/sha.h>

#include <array>
#include <cstddef>

namespace tollgate::crossborder {
namespace {

constexpr std::string_view kHex = "0123456789abcdef";
constexpr std::size_t kSize = 36;

bool is_hyphen_place(std::size_t at) { return at == 8 || at == 13 || at == 18 || at == 23; }

}  // namespace

std::string uetr_of(std::string_view operation_id) {
  const std::string seed = "tollgate uetr " + std::string(operation_id);
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256(reinterpret_cast<const unsigned char*>(seed.data()), seed.size(), digest.data());
  digest[6] = static_cast<unsigned char>((digest[6] & 0x0FU) | 0x40U);  // version 4
  digest[8] = static_cast<unsigned char>((digest[8] & 0x3FU) | 0x80U);  // variant 10
  std::string uetr;
  uetr.reserve(kSize);
  for (std::size_t byte = 0; byte < 16; ++byte) {
    if (is_hyphen_place(uetr.size())) uetr.push_back('-');
    uetr.push_back(kHex[digest[byte] >> 4U]);
    uetr.push_back(kHex[digest[byte] & 15U]);
  }
  return uetr;
}

bool is_uetr(std::string_view text) {
  if (text.size() != kSize || text[14] != '4') return false;
  if (std::string_view("89ab").find(text[19]) == std::string_view::npos) return false;
  for (std::size_t at = 0; at < kSize; ++at) {
    if (is_hyphen_place(at) ? text[at] != '-' : kHex.find(text[at]) == std::string_view::npos)
      return false;
  }
  return true;
}

}  // namespace tollgate::crossborder
