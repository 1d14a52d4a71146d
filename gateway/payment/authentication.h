// Authentication: what a 3-D Secure server (EMV 3-D Secure 2) said of a payer by card. The merchant
// had it done before the payment; the gateway passes it on and believes none of it by itself.
#pragma once

#include <string>

namespace tollgate {

struct Authentication {
  std::string version;             // of the protocol: "2.2.0"
  std::string transaction_status;  // "Y" done, "A" attempted, "U" could not be, "I" for information
  std::string eci;                 // electronic commerce indicator, two digits: "05"
  std::string cavv;                // the issuer's proof, base64 of 20 bytes; empty with "U" and "I"
  std::string ds_transaction_id;   // the directory server's, a UUID

  bool operator==(const Authentication&) const = default;
};

}  // namespace tollgate
