#include "gateway/payment/party.h"

namespace tollgate {

std::string masked_account(std::string_view account) {
  constexpr std::size_t kShown = 4;
  constexpr std::size_t kShortest = 8;  // a shorter one would be half told
  std::string masked = "****";
  if (account.size() >= kShortest) masked += account.substr(account.size() - kShown);
  return masked;
}

}  // namespace tollgate
