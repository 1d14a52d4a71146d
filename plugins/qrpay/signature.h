// The wallet's signature: HMAC-SHA-256 over a time and a text, both ways. Pure functions.
//
//   Wallet-Signature: t=1800000000,v1=<64 hex digits of HMAC(secret, "1800000000." + text)>
//
// The text is the raw body, or, of a request without one, its method, a space and its path.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace tollgate::qrpay {

constexpr std::int64_t kSignatureAgeMaxSeconds = 600;

// HMAC-SHA-256 of a text by a secret that whoever calls it need not know: 32 bytes. Nothing: it
// could not be made.
using Mac = std::function<std::optional<std::string>(std::string_view)>;
Mac mac_of(std::string secret);

// Nothing: there was no Mac.
std::optional<std::string> make_signature(const Mac& mac, std::string_view text,
                                          std::int64_t time_unix_s);

// Why `header` does not prove that who knows the Mac's secret signed `text` near the time; nothing:
// it does. The sentence holds nothing of the input.
std::optional<std::string> refuse_signature(const Mac& mac, std::string_view text,
                                            std::string_view header, std::int64_t time_unix_s);

}  // namespace tollgate::qrpay
