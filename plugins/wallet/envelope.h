// Envelope: the outer object of the wallet's answer, with the exact bytes of the part it signed:
//
//   {"alipay_trade_query_response":{"code":"10000",...},"sign":"..."}
//                                  ^^^^^^^^^^^^^^^^^^^^^ signed, as they stand
//
// Read again and written anew they would be other bytes. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tollgate::wallet {

struct Envelope {
  std::string_view content;  // of the input: the object that is signed
  std::string sign;
};

// Of an answer to `method` ("alipay.trade.query"). Nothing when it is not one JSON object with that
// answer or error_response, one of them, and one sign.
std::optional<Envelope> open_envelope(std::string_view method, std::string_view body);

}  // namespace tollgate::wallet
