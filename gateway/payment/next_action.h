// NextAction: what the payer must do before a pending operation can end. Shown to the merchant as
// it is: it never holds a secret or card data.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "gateway/base/clock.h"
#include "gateway/payment/status.h"

namespace tollgate {

struct NextAction {
  NextActionKind kind = NextActionKind::unknown;
  std::string url;      // redirect_to_url, three_ds_challenge: where the payer's browser goes
  std::string qr_code;  // display_qr_code: the text to encode
  std::vector<std::pair<std::string, std::string>> data;  // of a challenge: what to post to url
  std::optional<Timestamp> expires_at;  // afterwards the channel does not accept it any more

  bool operator==(const NextAction&) const = default;
};

}  // namespace tollgate
