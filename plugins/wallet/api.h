// Api: one call of the wallet's open API: what is sent, and what its answer says. Pure; safe from
// any thread. The settings must outlive it.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "plugins/wallet/settings.h"
#include "tollgate/cpp/message.hpp"

namespace tollgate::wallet {

// The calls there are; none of them is named anywhere else.
namespace method {
inline constexpr std::string_view kPay = "alipay.trade.pay";              // a payer's code
inline constexpr std::string_view kPrecreate = "alipay.trade.precreate";  // a code to scan
inline constexpr std::string_view kPage = "alipay.trade.page.pay";        // the wallet's page
inline constexpr std::string_view kQuery = "alipay.trade.query";
inline constexpr std::string_view kCancel = "alipay.trade.cancel";
inline constexpr std::string_view kClose = "alipay.trade.close";
inline constexpr std::string_view kRefund = "alipay.trade.refund";
inline constexpr std::string_view kRefundQuery = "alipay.trade.fastpay.refund.query";
}  // namespace method

// What was answered, proven to be the wallet's.
struct Answer {
  std::string code;      // "10000" and others
  std::string sub_code;  // "ACQ.TRADE_NOT_EXIST"; empty where all is well
  std::string message;
  nlohmann::json content;

  // A member that is a text; otherwise empty.
  std::string text(const char* name) const;
};

class Api {
 public:
  explicit Api(const Settings& settings) : settings_(settings) {}

  // `time_unix_us` is the operation's, so that a repeat has the same bytes. Nothing when OpenSSL
  // cannot sign (no memory).
  std::optional<sdk::Http> call(std::string_view method, const nlohmann::json& content,
                                std::int64_t time_unix_us) const;

  // The address of the wallet's page, signed; the payer's browser opens it.
  std::optional<std::string> page(const nlohmann::json& content, const std::string& return_url,
                                  std::int64_t time_unix_us) const;

  // Nothing, and why not: it is not a readable answer to `method` with the wallet's signature.
  std::optional<Answer> read(std::string_view method, const sdk::Reply& reply,
                             std::string& why) const;

 private:
  // The parameters with their signature, encoded.
  std::optional<std::string> signed_form(std::string_view method, const nlohmann::json& content,
                                         const std::string& return_url,
                                         std::int64_t time_unix_us) const;

  const Settings& settings_;
};

}  // namespace tollgate::wallet
