// TestRequest: a tollgate_request that owns what it points at. Fill the members, then call c().
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tollgate/channel.h"

namespace tollgate::test {

using Pairs = std::vector<std::pair<std::string, std::string>>;

// 2026-11-21T12:30:00Z
inline constexpr std::int64_t kTimeUnixUs = 1'795'264'200'000'000;

inline tollgate_view text(const std::string& value) { return {value.data(), value.size()}; }
inline std::string copy(const tollgate_view& value) {
  return value.size == 0 ? "" : std::string(value.data, value.size);
}
inline tollgate_money euros(std::int64_t minor) { return {minor, "EUR", 978, 2}; }

struct TestOriginal {
  tollgate_operation_kind kind = TOLLGATE_OPERATION_AUTHORIZE;
  std::int32_t outcome_kind = TOLLGATE_OUTCOME_UNKNOWN;
  std::string operation_id = "op_original";
  std::int64_t minor = 0;
  std::int64_t time_unix_us = kTimeUnixUs;
  std::uint64_t sequence = 1;
  std::string channel_reference{};
  std::string authorization_code{};
  Pairs data{};
};

// What 3-D Secure says of a payer that it knows.
struct TestAuthentication {
  std::string version = "2.2.0";
  std::string transaction_status = "Y";
  std::string eci = "05";
  std::string cavv = "AAABBZEEBgAAAAAAAAQGAAAAAAA=";
  std::string ds_transaction_id = "c0a80101-5f2b-4a8b-9c3d-0123456789ab";
};

struct TestQuote {
  tollgate_money settled = {9150, "EUR", 978, 2};
  tollgate_money fee = {50, "EUR", 978, 2};
  std::string rate = "0.92";
  std::string reference = "Q-1";
  std::int64_t expires_unix_us = kTimeUnixUs + 60'000'000;
};

struct TestParty {
  std::string name{}, iban{}, account{}, bic{}, country{};
};

struct TestRequest {
  tollgate_operation_kind kind = TOLLGATE_OPERATION_AUTHORIZE;
  std::string operation_id = "op_1";
  std::int64_t minor = 1999;
  std::uint32_t attempt = 1;
  std::int64_t time_unix_us = kTimeUnixUs;
  std::uint64_t sequence = 1;
  std::string card_number{};  // empty: no card
  std::string cvc{};
  std::optional<TestOriginal> original{};
  std::optional<TestAuthentication> authentication{};
  std::optional<TestQuote> quote{};
  tollgate_operation_kind quoted_kind = TOLLGATE_OPERATION_UNKNOWN;
  std::optional<TestParty> counterparty{};
  std::string purpose{};
  Pairs metadata{};
  std::string merchant_reference{}, description{};
  tollgate_money money = {0, "EUR", 978, 2};  // its currency; the amount is `minor`

  // Good until the next call or change.
  const tollgate_request* c();

 private:
  std::string payment_id_ = "pay_1";
  std::string method_ = "card";
  std::string holder_ = "Ada Lovelace";
  std::vector<tollgate_pair> pairs_;
  std::vector<tollgate_pair> c_metadata_;
  tollgate_card c_card_{};
  tollgate_original c_original_{};
  tollgate_authentication c_authentication_{};
  tollgate_exchange c_quote_{};
  tollgate_party c_counterparty_{};
  tollgate_request c_request_{};
};

}  // namespace tollgate::test
