// Host: the services of the host, as create(host, settings_json, problem) is given them. A small
// value that a channel keeps; safe from any thread, alive as long as the channel.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "tollgate/channel.h"
#include "tollgate/cpp/view.hpp"

namespace tollgate::sdk {

class Host {
 public:
  // A host that has no services: for tests.
  Host() = default;
  explicit Host(const tollgate_host* host) : host_(host) {
    if (host == nullptr || host->ability == nullptr) return;
    const auto* sign = static_cast<const tollgate_sign*>(host->ability(host, TOLLGATE_SIGN));
    if (sign != nullptr && sign->size >= sizeof(tollgate_sign)) sign_ = sign;
  }

  // Whether the host signs at all: one that is older than TOLLGATE_SIGN does not.
  bool signs() const { return sign_ != nullptr; }

  // TOLLGATE_SIGN_UNKNOWN: the account has no such key.
  tollgate_sign_algorithm algorithm_of(std::string_view key) const {
    return sign_ == nullptr ? TOLLGATE_SIGN_UNKNOWN : sign_->algorithm(host_, to_c(key));
  }

  // The signature's bytes. Nothing: see tollgate_sign.sign.
  std::optional<std::string> sign(std::string_view key, std::string_view text) const {
    char room[TOLLGATE_SIGNATURE_MAX];
    tollgate_buffer signature = {room, sizeof room, 0};
    if (sign_ == nullptr || sign_->sign(host_, to_c(key), to_c(text), &signature) != 1)
      return std::nullopt;
    return std::string(room, signature.size);
  }

 private:
  const tollgate_host* host_ = nullptr;
  const tollgate_sign* sign_ = nullptr;
};

}  // namespace tollgate::sdk
