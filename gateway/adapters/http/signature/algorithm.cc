#include "gateway/adapters/http/signature/algorithm.h"

#include <array>

namespace tollgate::http {
namespace {

constexpr std::array kNamed = {Algorithm::ed25519, Algorithm::ecdsa_p256_sha256,
                               Algorithm::rsa_pss_sha512, Algorithm::hmac_sha256};

}  // namespace

std::string_view algorithm_name(Algorithm algorithm) {
  switch (algorithm) {
    case Algorithm::ed25519:
      return "ed25519";
    case Algorithm::ecdsa_p256_sha256:
      return "ecdsa-p256-sha256";
    case Algorithm::rsa_pss_sha512:
      return "rsa-pss-sha512";
    case Algorithm::hmac_sha256:
      return "hmac-sha256";
    case Algorithm::unknown:
      break;
  }
  return "unknown";
}

Algorithm algorithm_from_name(std::string_view name) {
  for (const Algorithm algorithm : kNamed)
    if (algorithm_name(algorithm) == name) return algorithm;
  return Algorithm::unknown;
}

}  // namespace tollgate::http
