// Order: a sale as the wallet knows it: how the payer meets it, what is sent to make it, and what
// it is pending with until it ends. Pure.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "plugins/wallet/settings.h"
#include "tollgate/cpp/outcome.hpp"
#include "tollgate/cpp/request.hpp"

namespace tollgate::wallet {

// How the payer meets the order. Its word stands in the outcome's data, so never change one.
enum class Flow {
  qr_code,     // the payer scans what the merchant shows
  redirect,    // the payer's browser is sent to the wallet's page
  payer_code,  // the merchant scanned what the payer shows
};

// What a payment's metadata asks for, or else the account's setting. Nothing: a value that is none.
std::optional<Flow> flow_of(const Settings& settings, const sdk::Request& request);

// Of a payer's code: its digits. Empty: there is none.
std::string_view payer_code_of(const sdk::Request& request);

// Where the browser comes back to; empty: the wallet's choice.
std::string return_url_of(const Settings& settings, const sdk::Request& request);

// When the gateway waits for the payer no more.
std::int64_t expires_at_unix_us(const Settings& settings, Flow flow, std::int64_t begun_unix_us);

// What is sent to make it.
nlohmann::json order_content(const Settings& settings, Flow flow, const sdk::Request& request);

// Of a code: the text to show. Nothing when the wallet's text does not fit into one.
std::optional<std::string> code_to_show(const Settings& settings, const sdk::Request& request,
                                        const std::string& wallet_text);

// Pending until the payer acts. `shown` is the code's text or the page's address. What is needed to
// say the same again later goes into its data.
sdk::Outcome waiting(Flow flow, const std::string& shown, std::int64_t expires_at_unix_us);

// The same, of an original that is pending; nothing where it is not, or lacks what waiting() left.
std::optional<sdk::Outcome> still_waiting(const sdk::Original& original);

}  // namespace tollgate::wallet
